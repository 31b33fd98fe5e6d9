"""A process of its own that carries e-mail, for tests that kill it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hub import create_app
from hub.config import Config
from hub.features.inbox import sending
from hub.features.inbox.rules import Channel

asked = json.loads(sys.argv[1])
app = create_app(Config(**{**asked, "instance": Path(asked["instance"])}))
with app.app_context():
    print("carrying", flush=True)
    sending.carry(Channel.EMAIL)

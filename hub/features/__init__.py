"""What people do here, one package a feature; features never import each other."""

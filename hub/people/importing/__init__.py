"""Reading a compound's register out of the spreadsheets committees really have.

`workbook` opens the file, `headers` finds the columns, `cells`, `contacts`, `names`, `shares` and `rooms` read single
cells, `parse` reads rows, `combine` joins the rows of one unit, `plan` compares with the register. All of it is pure:
no database, no Flask, no logging, so it may run off the loop. The writes are in `hub.people.commands.imports`.
"""

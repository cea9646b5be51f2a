"""rows.py ADDRESS PURPOSE SQL [STOP [PID]]: prints how many rows came, and what ended them: "end", or a SQLSTATE and the error's text.

With STOP it reads so many, sends SIGKILL to PID, and prints what it had.
"""
import os
import signal
import sys

import psycopg

address, purpose, sql = sys.argv[1:4]
stop = int(sys.argv[4]) if len(sys.argv) > 4 else None
came, ended = 0, 'end'
try:
    with psycopg.connect(address, autocommit=True, options=f'-c ringfence.purpose={purpose}') as connection:
        for _ in connection.cursor().stream(sql):
            came += 1
            if came == stop:
                os.kill(int(sys.argv[5]), signal.SIGKILL)
                print(came)
                os._exit(0)
except psycopg.Error as error:
    said = error.diag
    ended = f'{said.sqlstate} {said.message_primary} | {said.message_detail} | {said.message_hint}' if said.sqlstate else str(error)
print(came, ended)

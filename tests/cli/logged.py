"""What must never be read in a log: tokens as they occur in lines, and addresses of people."""

import logging

from web.cli.logs import Lines

TOKEN = "q7Zk-3vXw_9fJ2mT8bRn4cLd6sHg"
SECRETS = [
    f"GET /s/{TOKEN} HTTP/1.1",
    f"GET /join/{TOKEN}?utm=1",
    f"/s/{TOKEN}#x",
    f"pushed to https://fcm.googleapis.com/fcm/send/{TOKEN}:APA91b",
    f"pushed to https://updates.push.services.mozilla.com/wpush/v2/{TOKEN}",
    f"https://push.example/?subscription={TOKEN}",
    f"/issues/K7F3?n={TOKEN}",
    f"postgresql://own:{TOKEN}@db.example/own",
    f"postgresql+psycopg://own:{TOKEN}@db.example/own",
    f"http://own:{TOKEN}@proxy.example:3128",
    f"http://own:slash/{TOKEN}@proxy.example",
    # As Apprise writes its addresses: the secret is a password, a host or a path.
    f"mailtos://user:{TOKEN}@smtp.example.org/?to=ana",
    f"'mailtos://user:it's{TOKEN}@smtp.example.org'",
    f"twilio://AC1:{TOKEN}@15551234567/15557654321",
    f"tgram://{TOKEN}/1234",
    f"slack://a/b/{TOKEN}/#general",
    f"JSONS://host/{TOKEN}",
    f"Authorization: Bearer {TOKEN}",
    f"{{'Authorization': 'vapid t={TOKEN}, k={TOKEN}'}}",
    f"Cookie: ownit={TOKEN}; other={TOKEN}",
    f"bearer {TOKEN}",
    f"signed eyJ0eXAi.eyJhdWQi.{TOKEN}",
    f"signed t-eyJ0eXAi.eyJhdWQi.{TOKEN}",
    f"token={TOKEN}",
    f"'password': '{TOKEN}'",
    f'{{"receipt":"{TOKEN}"}}',
]
PEOPLE = [
    ("ana.berg+shop@shop.example.org", "berg"),
    ("to='ana.berg@shop.example.org'", "berg"),
    ("mailto:ana.berg@localhost", "berg"),
    ("?to=ana.berg%40shop.example.org", "berg"),
    ("<ana.berg@xn--bcher-kva.example>", "berg"),
    ("+4917612345678", "12345678"),
    ("+49 (176) 1234-5678", "1234"),
    ("to=%2B4917612345678", "12345678"),
    ("004917612345678", "12345678"),
    ("sent to 4917612345678, once", "12345678"),
]


def handle(message: str, args: tuple[object, ...]) -> None:
    """A record for the program's own handler alone: pytest's fails at one that cannot be made."""
    record = logging.getLogger("web").makeRecord("web", 30, __file__, 1, message, args, None)
    for one in logging.getLogger().handlers:
        if isinstance(one, Lines):
            one.handle(record)

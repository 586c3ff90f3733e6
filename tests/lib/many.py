"""A workspace of thousands of flows and templates, as a large company keeps
it: files of 1 to 3 kB with comments, two or three channels, inputs, a window
of hours. The same numbers give the same bytes.
"""
import textwrap
from pathlib import Path

HEAD = """\
fallback: 1
account: HXDEMO0000071IN
currency: EUR
store: sqlite:fallback.db
public_url: http://127.0.0.1:8080
channels:
"""
CATEGORIES = ("utility", "marketing")
TEAMS = ("payments", "logistics", "retail", "support", "loyalty")
CHANNELS = 6  # of each kind


def workspace_file() -> str:
    rows = [HEAD]
    for n in range(CHANNELS):
        number = f"+3902123456{n:02}"
        rows.append(f'  whatsapp-{n}: {{kind: whatsapp, provider: sandbox, '
                    f'senders: ["{number}"], '
                    'price: {per: delivered, default: 0.0456}}\n')
        rows.append(f"  sms-{n}: {{kind: sms, provider: sandbox, "
                    f"senders: [ACME{n}], "
                    "price: {per: part, default: 0.0600}}\n")
    return "".join(rows)


def template(n: int) -> str:
    """The n-th: WhatsApp ones are even, SMS ones odd."""
    category = CATEGORIES[n // 2 % 2]
    if n % 2:
        return textwrap.dedent(f"""\
          - name: notice_{n}
            kind: sms
            language: en
            category: {category}
            status: approved
            body: "Dear {{#var#}}, notice {n}: your order {{#var#}} arrives \
between {{#var#}} and eight. Questions: acme.example"
            variables: [name, order, time]
            examples: {{name: Ada, order: "482913", time: "18:30"}}
        """)
    return textwrap.dedent(f"""\
      - name: notice_{n}
        kind: whatsapp
        language: en
        category: {category}
        status: approved
        header: {{format: text, text: "Your order is on its way"}}
        body: "Dear {{{{1}}}}, your order {{{{2}}}} leaves our warehouse today \
and will be with you at {{{{3}}}}. Notice {n} of our delivery service."
        footer: "Reply to this message for help"
        buttons: [{{type: quick_reply, text: "Not at home"}}]
        examples: {{"1": Ada, "2": "482913", "3": "18:30"}}
    """)


def position(n: int, template_number: int, delay: str) -> str:
    sms = template_number % 2
    sender = f"ACME{n % CHANNELS}" if sms else f'"+3902123456{n % CHANNELS:02}"'
    channel = f"{'sms' if sms else 'whatsapp'}-{n % CHANNELS}"
    params = ('name: "{{name}}", order: "{{order}}", time: "{{time}}"' if sms
              else '"1": "{{name}}", "2": "{{order}}", "3": "{{time}}"')
    return textwrap.dedent(f"""\
        - channel: {channel}
          from: {sender}
          template: notice_{template_number}
          language: en
          params: {{{params}}}
          delay: {delay}
          withdraw: never
        """)


def workflow_id(n: int) -> str:
    return f"01929f5c-{n >> 16:04x}-7{n >> 4 & 0xfff:03x}-8c1f-{n:012x}"


def flow(n: int, templates: int, version: int = 1) -> str:
    """The n-th; `version` changes a line of it."""
    team = TEAMS[n % len(TEAMS)]
    even = 2 * n % templates & ~1
    positions = position(n, even, "15m") + position(n, even + 1, "10m")
    if n % 10 == 0:
        positions += position(n + 1, (even + 5) % templates | 1, "5m")
    about = " ".join(
        f"Step {k} of {team} is told to the customer by the driver's tool."
        for k in range(n % 24))
    return textwrap.dedent(f"""\
        # Owner: the {team} team, {team}@acme.example. Ask before you change
        # the order of the channels: the call centre relies on it.
        fallback: 1
        workflow_id: {workflow_id(n)}
        title: Notice {n} of {team}
        description: "Version {version}. {about}"
        category: {CATEGORIES[even // 2 % 2]}
        send_window: {{from: "08:00", to: "21:00", timezone: Europe/Rome}}
        consent: required
        not_after: 12h
        inputs:
          # The name as the customer wrote it, cut after thirty characters.
          name: {{max_length: 30, default: customer}}
          order: {{pattern: "[0-9]{{6}}"}}
          time: {{pattern: "[0-9]{{2}}:[0-9]{{2}}"}}
        channels:
        """) + positions


def write_flow(root: Path, n: int, templates: int, version: int = 1) -> None:
    path = root / "flows" / f"{TEAMS[n % len(TEAMS)]}-notice-{n}.yaml"
    path.write_text(flow(n, templates, version))


def write_workspace(root: Path, flows: int, templates: int) -> None:
    """Templates: an even number."""
    for folder in ("flows", "templates"):
        (root / folder).mkdir(parents=True)
    (root / "fallback.yaml").write_text(workspace_file())
    for first in range(0, templates, 100):
        last = min(first + 100, templates)
        (root / "templates" / f"notices-{first:05}.yaml").write_text(
            "fallback: 1\ntemplates:\n" +
            "".join(map(template, range(first, last))))
    for n in range(flows):
        write_flow(root, n, templates)

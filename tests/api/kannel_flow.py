#!/usr/bin/env python3
"""A flow through a real SMS gateway: Kannel from Debian. The first channel
stays silent, the SMS is seen at Kannel's fake SMSC after the delay, and
Kannel's report ends the flow as delivered on channel 2.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from kannel import Kannel, missing  # noqa: E402
from setting import Setting  # noqa: E402
from ledger import now_ms  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

CHANNEL = """\
  gateway: {{kind: sms, provider: kannel-sms, senders: [ACME], settings: {{url: "{url}", username: "{username}", password: {{env: TEST_KANNEL_PASSWORD}}}}}}
"""


@test
def an_sms_goes_out_through_kannel_and_its_report_ends_the_flow(t):
    if missing():
        raise Skip(missing())
    kannel = t.use(Kannel(t.folder()))
    it = t.use(Setting(
        t.folder(), delay_a="1s", delay_b="20s", second="gateway",
        channels=CHANNEL.format(url=kannel.url,
                                username=kannel.username),
        environment={"TEST_KANNEL_PASSWORD": kannel.password}))
    it.provider.rule(path="/send/a", reports=[])
    began = now_ms()
    invocation = it.invoke("+393331234541")["workflowInvocationId"]
    message = eventually(lambda: kannel.messages(), 15)[0]
    waited = now_ms() - began
    t.check(waited >= 950, f"the SMS came after {waited} ms, not before 1 s")
    t.equal(message.text, "482913 is your Acme code.")
    t.equal((message.sender, message.to), ("ACME", "+393331234541"))
    told = it.ended(invocation, 20)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal(told["channels"][1]["status"], "DELIVERED")
    t.equal(len(kannel.messages()), 1, "messages at the SMSC")


main(globals(), seconds=90)

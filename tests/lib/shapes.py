"""How platforms are spoken to and how they report: a row for each.

A row knows a send by its method and path, reads who it is for, answers as the
platform does, and makes a report with the proof that the platform puts on it.
Written from the platforms' own pages, not from the provider files under test.
"""
import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode

from wire import Answer, Request

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass
class Post:
    """A report on its way, without its proof."""
    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Shape:
    name: str
    path: str
    read: Callable[[Request], dict]
    answer: Callable[[str], Answer]
    report: Callable[..., Post]
    sign: Callable[[str, Post], dict[str, str]] = lambda secret, post: {}
    webhook: bool = False  # reports go to the app's address, not a message's
    method: str = "POST"

    def fits(self, request: Request) -> bool:
        return (request.method == self.method
                and bool(re.fullmatch(self.path, request.path)))

    def facts(self, request: Request) -> dict:
        """Those of a send; ValueError when it is none."""
        try:
            return {"name": self.name, "text": None, "from": None,
                    "reference": None, "dlr_url": None,
                    "kannel_mask": None} | self.read(request)
        except (KeyError, IndexError, TypeError) as wrong:
            raise ValueError(f"no {wrong}") from wrong


def _answer(status: int, data: object) -> Answer:
    return Answer(status, json.dumps(data).encode(), [JSON])


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True,
                          strict_parsing=True))


def _json_post(url: str, data: object) -> Post:
    return Post(url, json.dumps(data).encode(), dict([JSON]))


def _kaleyra_sms(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": data["to"], "text": data["body"],
            "from": data["sender"], "reference": data["ref"],
            "dlr_url": data["callback"]["url"]}


def _kaleyra_accepted(number: str) -> Answer:
    return _answer(202, {"id": number, "totalCount": 1, "error": {},
                         "data": [{"message_id": number}]})


def _kaleyra_report(message, report) -> Post:
    word = "NOT-SENT" if report.status == "refused" else report.status.upper()
    return _json_post(message.dlr_url, {
        "id": message.message_id, "status": word} | report.extra)


def _kaleyra_whatsapp(request: Request) -> dict:
    data = _form(request)
    assert data["channel"] == "whatsapp"
    return {"recipient": data["to"], "text": data["params"],
            "from": data["from"], "dlr_url": data["callback_url"]}


def _kaleyra_rcs(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": data["to"][0], "from": data["from"],
            "text": data.get("text")}


def _twilio(request: Request) -> dict:
    data = _form(request)
    return {"recipient": data["To"], "text": data["Body"],
            "from": data["From"], "dlr_url": data["StatusCallback"]}


def _twilio_report(message, report) -> Post:
    word = "undelivered" if report.status == "failed" else report.status
    body = urlencode({"MessageSid": message.message_id, "MessageStatus": word,
                      "To": message.to} | report.extra)
    return Post(message.dlr_url, body.encode(), dict([FORM]))


def _twilio_sign(secret: str, post: Post) -> dict[str, str]:
    pairs = sorted(parse_qsl(post.body.decode(), keep_blank_values=True))
    text = post.url + "".join(name + value for name, value in pairs)
    made = hmac.new(secret.encode(), text.encode(), hashlib.sha1)
    return {"X-Twilio-Signature": base64.b64encode(made.digest()).decode()}


def _infobip(request: Request) -> dict:
    one = json.loads(request.body)["messages"][0]
    return {"recipient": one["destinations"][0]["to"],
            "text": one["content"]["text"], "from": one["sender"],
            "reference": one["destinations"][0]["messageId"],
            "dlr_url": one["webhooks"]["delivery"]["url"]}


INFOBIP = {"sent": ("DELIVERED", "DELIVERED_TO_OPERATOR"),
           "delivered": ("DELIVERED", "DELIVERED_TO_HANDSET"),
           "failed": ("UNDELIVERABLE", "UNDELIVERABLE_NOT_DELIVERED"),
           "expired": ("EXPIRED", "EXPIRED_EXPIRED")}


def _infobip_report(message, report) -> Post:
    group, name = INFOBIP[report.status]
    one = {"messageId": message.message_id, "to": message.to,
           "status": {"groupName": group, "name": name}}
    return _json_post(message.dlr_url, {"results": [one | report.extra]})


def _infobip_accepted(number: str) -> Answer:
    return _answer(200, {"messages": [{"messageId": number, "status": {
        "groupId": 1, "groupName": "PENDING", "name": "PENDING_ACCEPTED"}}]})


def _vonage(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": data["to"], "text": data["text"],
            "from": data["from"], "reference": data["client_ref"],
            "dlr_url": data["webhook_url"]}


def _vonage_report(message, report) -> Post:
    word = {"sent": "submitted", "failed": "rejected"}.get(
        report.status, report.status)
    return _json_post(message.dlr_url, {
        "message_uuid": message.message_id, "status": word} | report.extra)


def _sinch(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": data["to"][0], "text": data["body"],
            "from": data["from"], "reference": data["client_reference"],
            "dlr_url": data["callback_url"]}


def _sinch_report(message, report) -> Post:
    word = "Dispatched" if report.status == "sent" else report.status.title()
    return _json_post(message.dlr_url, {
        "type": "recipient_delivery_report_sms", "status": word, "code": 0,
        "batch_id": message.message_id} | report.extra)


def _meta(request: Request) -> dict:
    data = json.loads(request.body)
    assert data["messaging_product"] == "whatsapp"
    return {"recipient": data["to"], "text": data["template"]["name"],
            "reference": data["biz_opaque_callback_data"]}


def _meta_report(message, report) -> Post:
    status = {"id": message.message_id, "status": report.status,
              "recipient_id": message.to, "timestamp": "1764000000"}
    if message.reference:
        status["biz_opaque_callback_data"] = message.reference
    change = {"field": "messages", "value": {
        "messaging_product": "whatsapp", "statuses": [status | report.extra]}}
    return _json_post(message.dlr_url, {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [change]}]})


def _meta_sign(secret: str, post: Post) -> dict[str, str]:
    made = hmac.new(secret.encode(), post.body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={made}"}


def _google(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": unquote(request.path.split("/")[4]),
            "text": data["contentMessage"]["text"],
            "from": request.query["agentId"],
            "reference": request.query["messageId"]}


GOOGLE = {"delivered": "DELIVERED", "read": "READ",
          "expired": "TTL_EXPIRATION_REVOKED",
          "kept": "TTL_EXPIRATION_REVOKE_FAILED"}


def _google_report(message, report) -> Post:
    event = {"senderPhoneNumber": message.to, "messageId": message.reference,
             "eventType": GOOGLE[report.status], "eventId": "e1"}
    data = base64.b64encode(json.dumps(event | report.extra).encode())
    return _json_post(message.dlr_url, {
        "message": {"data": data.decode(), "messageId": "1"},
        "subscription": "projects/rbm/subscriptions/x"})


def _google_sign(secret: str, post: Post) -> dict[str, str]:
    data = base64.b64decode(json.loads(post.body)["message"]["data"])
    made = hmac.new(secret.encode(), data, hashlib.sha512).digest()
    return {"X-Goog-Signature": base64.b64encode(made).decode()}


def _generic(request: Request) -> dict:
    data = json.loads(request.body)
    return {"recipient": data["recipient"], "text": data["body"],
            "reference": data["reference"], "dlr_url": data["report_url"]}


def _generic_report(message, report) -> Post:
    return _json_post(message.dlr_url,
                      {"status": report.status} | report.extra)


SID = "/v1/[A-Z0-9]+"

SHAPES = {one.name: one for one in (
    Shape("kaleyra-sms", f"/kaleyra-sms{SID}/messages", _kaleyra_sms,
          _kaleyra_accepted, _kaleyra_report),
    Shape("kaleyra-whatsapp", f"/kaleyra-whatsapp{SID}/messages",
          _kaleyra_whatsapp, _kaleyra_accepted, _kaleyra_report),
    Shape("kaleyra-rcs", f"/kaleyra-rcs{SID}/rcs/messages", _kaleyra_rcs,
          _kaleyra_accepted, _kaleyra_report,
          lambda secret, post: {"X-Fallback-Token": secret}, webhook=True),
    Shape("twilio-sms", "/twilio-sms/2010-04-01/Accounts/[^/]+/Messages.json",
          _twilio, lambda number: _answer(201, {
              "sid": number, "status": "queued", "error_code": None}),
          _twilio_report, _twilio_sign),
    Shape("infobip-sms", "/infobip-sms/sms/3/messages", _infobip,
          _infobip_accepted, _infobip_report),
    Shape("vonage-messages", "/vonage-messages/v1/messages", _vonage,
          lambda number: _answer(202, {"message_uuid": number}),
          _vonage_report),
    Shape("sinch-sms", "/sinch-sms/xms/v1/[^/]+/batches", _sinch,
          lambda number: _answer(201, {"id": number, "canceled": False}),
          _sinch_report),
    Shape("meta-whatsapp", "/meta-whatsapp/v[0-9.]+/[0-9]+/messages", _meta,
          lambda number: _answer(200, {
              "messaging_product": "whatsapp", "contacts": [],
              "messages": [{"id": number, "message_status": "accepted"}]}),
          _meta_report, _meta_sign, webhook=True),
    Shape("google-rcs", "/google-rcs/v1/phones/[^/]+/agentMessages", _google,
          lambda number: _answer(200, {"name": f"agentMessages/{number}"}),
          _google_report, _google_sign, webhook=True),
    Shape("generic-http", "/generic-http/messages", _generic,
          lambda number: _answer(202, {"id": number}), _generic_report),
)}


def find(request: Request) -> Shape | None:
    return next((one for one in SHAPES.values() if one.fits(request)), None)


def alter(post: Post) -> None:
    """A byte of the body is another one, after the signature was made."""
    at = post.body.index(b"e", len(post.body) // 2)
    post.body = post.body[:at] + b"E" + post.body[at + 1:]

"""A platform that lists templates: Meta's pages and Kaleyra's answer.

    with Listing() as it:
        it.pages = [[template("a")], [template("b")]]
        it.url, it.asked        # (path, headers) of each request
"""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "EAAG-secret-of-tests"


def template(name: str, status: str = "APPROVED", **more) -> dict:
    return {"name": name, "language": "en", "category": "UTILITY",
            "id": f"id-{name}", "status": status,
            "components": [{"type": "BODY", "text": f"Hello, {name}."}]} | more


class Listing:
    """Set what it answers before it is asked: `pages` of Meta, `kaleyra`, or
    an `answer` (status, headers, body) to everything."""

    def __init__(self):
        self.pages: list[list[dict]] = [[]]
        self.kaleyra: object = {"data": []}
        self.answer: tuple[int, dict, str] | None = None
        self.next = self._next  # (number of the page that ends) -> URL or None
        self.knows_fields = True
        self.asked: list[tuple[str, dict]] = []

    def __enter__(self) -> "Listing":
        listing = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                listing.asked.append((self.path, dict(self.headers)))
                status, headers, body = listing.answer_to(
                    self.path, self.headers)
                raw = body.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _next(self, page: int) -> str | None:
        if page + 1 >= len(self.pages):
            return None
        return f"{self.url}/v23.0/waba1/message_templates?after={page + 1}"

    def answer_to(self, path: str, headers) -> tuple[int, dict, str]:
        if self.answer:
            return self.answer
        url = urlsplit(path)
        if url.path == "/v1/HX1/whatsapp/templates/status":
            if headers.get("api-key") != TOKEN:
                return 401, {}, '{"code": "RBC001", "message": "bad key"}'
            return 200, {}, json.dumps(self.kaleyra)
        if url.path != "/v23.0/waba1/message_templates":
            return 404, {}, '{"error": {"message": "no such path"}}'
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {}, ('{"error": {"message": "Invalid OAuth access '
                             'token.", "code": 190}}')
        query = parse_qs(url.query)
        if "fields" in query and not self.knows_fields:
            return 400, {}, ('{"error": {"message": "(#100) nonexisting '
                             'field", "code": 100}}')
        page = int(query.get("after", ["0"])[0])
        paging = {"cursors": {"before": "b", "after": "a"}}
        if following := self.next(page):
            paging["next"] = following
        return 200, {}, json.dumps(
            {"data": self.pages[page], "paging": paging})

"""HTTP/1.1 by uvicorn and h11; what is no request is answered with a sentence in JSON, as all failures are."""

import json

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.texts import api as texts

_BODY = json.dumps({"detail": texts.NOT_HTTP.to("zh")}, ensure_ascii=False).encode()
_RESPONSE = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)


class HttpProtocol(H11Protocol):
    """One connection."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, and close.

        The parent raises where a response has begun already, which anybody could fill the log with.
        """
        is_answering = self.cycle and self.cycle.response_started
        if not is_answering or self.cycle.response_complete:
            self.transport.write(_RESPONSE)
        self.transport.close()

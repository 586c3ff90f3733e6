"""The people of the self-tests: a mock provider, a client, a message."""
from client import Client
from provider import Provider


def message(reference: str = "r-1", to: str = "15550001", **more) -> dict:
    return {"to": to, "text": "Ciao", "from": "ACME",
            "reference": reference} | more


def provider_of(t, **default) -> Provider:
    provider = t.use(Provider(t.folder() / "ledger"))
    provider.default(**{"reports": []} | default)
    return provider


def client_of(t, provider: Provider) -> Client:
    return t.use(Client(provider.port))

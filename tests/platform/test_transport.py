"""DynamoDB's requests over our own sockets: connections that are kept, lost, or late."""

import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.exceptions import (
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)

from chalicelib.aws.transport import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Amz-Crc32: 1\r\n\r\n{}"
Serve = Callable[[socket.socket, int], None]


@contextmanager
def server(serve: Serve, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Accepts connections one after the other and hands them, numbered, to `serve`."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def accept() -> None:
        for number in range(100):
            try:
                connection, _ = listening.accept()
                with closing(tls.wrap_socket(connection, server_side=True) if tls else connection) as made:
                    for _ in iter(lambda made=made: heard.append(made.recv(65536)) or heard[-1], b""):  # type: ignore[misc]
                        serve(made, number)
            except OSError:
                if listening.fileno() < 0:
                    return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://localhost:{listening.getsockname()[1]}/?a=1", heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def transport(ca_file: str = "") -> Transport:
    return Transport(connect_seconds=2, read_seconds=0.2, ca_file=ca_file)


def request(url: str) -> AWSPreparedRequest:
    headers = HeadersDict({"X-Amz-Target": b"DynamoDB.GetItem", "Content-Length": "4"})
    return AWSPreparedRequest("POST", url, headers, b"body", stream_output=False)


def answers(connection: socket.socket, _: int) -> None:
    connection.sendall(OK)


def test_a_request_is_one_message_and_its_answer_is_read_whole():
    with server(answers) as (url, heard):
        answer = transport().send(request(url))
    assert (answer.status_code, answer.content, answer.headers["x-amz-crc32"]) == (200, b"{}", "1")
    port = url.split(":")[2].split("/")[0]
    assert heard[0].decode() == (
        f"POST /?a=1 HTTP/1.1\r\nHost: localhost:{port}\r\n"
        "X-Amz-Target: DynamoDB.GetItem\r\nContent-Length: 4\r\n\r\nbody"
    )


def test_a_connection_is_used_again():
    seen: list[int] = []

    def serve(connection: socket.socket, number: int) -> None:
        seen.append(number)
        connection.sendall(OK)

    with server(serve) as (url, _):
        sender = transport()
        for _ in range(3):
            sender.send(request(url))
    assert seen == [0, 0, 0]


def test_a_connection_that_was_closed_while_idle_is_made_anew_at_once():
    def serve(connection: socket.socket, _: int) -> None:
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_RDWR)

    with server(serve) as (url, _):
        sender = transport()
        assert [sender.send(request(url)).status_code for _ in range(3)] == [200, 200, 200]


def test_an_answer_that_ends_with_its_connection_is_read_and_the_connection_not_kept():
    def serve(connection: socket.socket, _: int) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it")
        connection.shutdown(socket.SHUT_RDWR)

    with server(serve) as (url, _):
        sender = transport()
        assert [sender.send(request(url)).content for _ in range(2)] == [b"all of it"] * 2
        assert not sender._idle


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (None, ReadTimeoutError),
        (b"", ConnectionClosedError),
        (b"what?\r\n\r\n", ConnectionClosedError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", ConnectionClosedError),
    ],
)
def test_no_answer_or_half_of_one_is_told_in_words_that_botocore_retries(
    said: bytes | None, error: type[Exception]
):
    def serve(connection: socket.socket, _: int) -> None:
        if said is not None:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_RDWR)

    with server(serve) as (url, _):
        sender = transport()
        with pytest.raises(error) as raised:
            sender.send(request(url))
    assert isinstance(raised.value, HTTPClientError)
    assert not sender._idle


def test_nobody_listening_is_an_endpoint_that_cannot_be_reached():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with pytest.raises(EndpointConnectionError):
        transport().send(request(f"http://127.0.0.1:{port}/"))


def test_threads_do_not_share_a_connection():
    heard: list[bytes] = []

    def send() -> None:
        heard.append(sender.send(request(url)).content)

    # One connection is served at a time, so none may wait for another's.
    with server(lambda connection, _: (connection.sendall(OK), connection.shutdown(2))) as (url, _):  # type: ignore[func-returns-value, arg-type, return-value]
        sender = Transport(connect_seconds=2, read_seconds=5, ca_file="")
        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert heard == [b"{}"] * 8


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate of `localhost` that signs itself, and a server's context with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "cert.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def test_tls_is_spoken_with_a_server_whose_certificate_is_known(
    certificate: tuple[Path, ssl.SSLContext],
):
    path, context = certificate
    with server(answers, context) as (url, _):
        sender = transport(str(path))
        assert [sender.send(request(url)).status_code for _ in range(2)] == [200, 200]


def test_a_server_with_another_name_or_an_unknown_certificate_is_refused(
    certificate: tuple[Path, ssl.SSLContext],
):
    from botocore.httpsession import where

    path, context = certificate
    for ca_file, host in ((where(), "localhost"), (str(path), "127.0.0.1")):
        with server(answers, context) as (url, heard):
            with pytest.raises(SSLError):
                transport(ca_file).send(request(url.replace("localhost", host)))
            assert not heard

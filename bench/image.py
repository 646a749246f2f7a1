"""`make image`: builds the image of the Dockerfile and tries it, with Docker or, without an engine, buildah.

With buildah (Debian has it; as root) nothing but a chroot is needed. Where no registry answers either, Debian
itself is the base, made by debootstrap with its own Python. The container that is tried has a read-only root, no
capabilities, and a user that is not root.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.fakes.files import PROSE, docx, epub, pdf, xlsx

ROOT = Path(__file__).parent.parent
TAG = "localhost/groupbot:latest"
REGISTRY_BASE = "docker.io/library/python:3.12-slim-bookworm"
DEBIAN_BASE = "localhost/debian-python:latest"
APP_MB, SECOND_START_S = 450, 2.5
_READY_S = 60


class Engine:
    """Builds the image and runs it; data at /app/.data stays from one run to the next."""

    @abstractmethod
    def build(self, base: str, volumes: Sequence[str]) -> None:
        """Build `TAG`."""

    @abstractmethod
    @contextmanager
    def container(self, **environment: str) -> Iterator[list[str]]:
        """The beginning of a command line; what follows it runs in the container."""


class Docker(Engine):
    """A Docker engine."""

    def __init__(self, data: Path) -> None:
        self._data = data
        data.chmod(0o777)  # the engine may run as somebody else

    def build(self, base: str, volumes: Sequence[str]) -> None:
        run(
            "docker", "build", "--tag", TAG, *(["--build-arg", f"BASE={base}"] if base else []), "."
        )

    @contextmanager
    def container(self, **environment: str) -> Iterator[list[str]]:
        settings = [f"--env={name}={value}" for name, value in environment.items()]
        limits = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]
        mounts = ["--tmpfs=/tmp", f"--volume={self._data}:/app/.data", "--network=host"]
        yield ["docker", "run", "--rm", "--entrypoint=", *limits, *mounts, *settings, TAG]


class Buildah(Engine):
    """buildah with chroot isolation; runs the image in a mount namespace of its own."""

    _RUN = r"""
      root=$1 data=$2 user=$3; shift 3
      mount --bind "$root" "$root" && mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc"
      mount -t tmpfs tmpfs "$root/tmp" && mount --bind "$data" "$root/app/.data"
      mount -o remount,ro,bind "$root"
      exec chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
        --bounding-set=-all env -i -C /app "$@"
    """

    def __init__(self, data: Path) -> None:
        os.environ.setdefault("BUILDAH_ISOLATION", "chroot")
        os.environ.setdefault("STORAGE_DRIVER", "vfs")
        self._data = data

    def build(self, base: str, volumes: Sequence[str]) -> None:
        base = base or self._base()
        arguments = [f"--volume={volume}" for volume in volumes]
        run(
            *("buildah", "build", "--format=docker", "--network=host", "--pull=false"),
            *(*arguments, f"--build-arg=BASE={base}", f"--tag={TAG}", "."),
        )

    def _base(self) -> str:
        """The registry's image where it can be had."""
        pull = ["buildah", "pull", "--policy=ifmissing", REGISTRY_BASE]
        with suppress(subprocess.SubprocessError):
            subprocess.run(pull, check=True, timeout=300, capture_output=True)
            return REGISTRY_BASE
        return debian_base()

    @contextmanager
    def container(self, **environment: str) -> Iterator[list[str]]:
        image = json.loads(output("buildah", "inspect", "--type=image", TAG))["OCIv1"]["config"]
        name = output("buildah", "from", "--pull=false", TAG)
        try:
            root = output("buildah", "mount", name)
            user = output("chroot", root, "id", "-u", image["User"])
            shutil.chown(self._data, int(user), int(user))
            settings = [f"{key}={value}" for key, value in environment.items()]
            inside = ["sh", "-c", self._RUN, "sh", root, str(self._data), user]
            yield ["unshare", "--mount", *inside, *image["Env"], "HOME=/tmp", *settings]
        finally:
            run("buildah", "rm", name, quiet=True)


def debian_base() -> str:
    """Debian's minimal system with its own Python, as an image; made once."""
    if output("buildah", "images", "--quiet", "--filter", f"reference={DEBIAN_BASE}"):
        return DEBIAN_BASE
    packages = "--include=python3,python3-venv,ca-certificates"
    with tempfile.TemporaryDirectory(prefix="debian-") as folder:
        run("debootstrap", "--variant=minbase", packages, "bookworm", folder)
        (Path(folder) / "usr/bin/python").symlink_to("python3")
        name = output("buildah", "from", "scratch")
        run("buildah", "add", "--quiet", name, folder, "/", quiet=True)
        run("buildah", "commit", "--quiet", name, DEBIAN_BASE, quiet=True)
        run("buildah", "rm", name, quiet=True)
    return DEBIAN_BASE


def run(*command: str, quiet: bool = False) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL if quiet else None)


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def try_documents(engine: Engine, data: Path) -> None:
    """Every family of documents is read, by the child process under its limits."""
    made = {
        "report.pdf": pdf(["Tea house report"]),
        "report.docx": docx([PROSE]),
        "report.xlsx": xlsx(["Tea", "house"]),
        "report.epub": epub([PROSE]),
        "page.html": f"<html><body><article><p>{PROSE}</p></article></body></html>".encode(),
        "notes.txt": PROSE.encode("gb18030"),
    }
    with engine.container() as command:
        for name, content in made.items():
            (data / name).write_bytes(content)
            text = output(*command, "python", "-m", "bot", "extract", f".data/{name}")
            assert "Tea" in text or "城市化" in text, f"{name}: {text[:100]}"
    print(f"  reads {', '.join(made)}")


def try_start(engine: Engine, command: str, **environment: str) -> float:
    """Start the bot with this command, ask it something, end it; the seconds until it was ready."""
    port = free_port()
    environment[f"BOT_{command.upper()}__PORT"] = str(port)
    with engine.container(**environment) as begin:
        began = time.monotonic()
        process = subprocess.Popen(
            [*begin, "python", "-m", "bot", command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            lines = []
            for line in process.stderr or ():
                lines.append(line)
                if "The bot is ready" in line:
                    break
            took_s = time.monotonic() - began
            assert process.poll() is None, "".join(lines)
            (try_page if command == "playground" else try_chat)(f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=_READY_S)
        assert process.returncode == 0, f"exit code {process.returncode}"
    return took_s


def try_page(url: str) -> None:
    """Say something on the page of the playground; the bot answers."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- our own address
        page = answer.read().decode()
    [token] = re.findall(r'name="token" content="([^"]+)"', page)
    [*_, chat] = (c for c in state(url, token)["chats"] if c["type"] == "private")
    said = {"user_id": chat["id"], "chat_id": chat["id"], "text": "/help"}
    call(f"{url}/playground/messages", said, token)
    ends_at = time.monotonic() + _READY_S
    while not any(
        "/ask" in m.get("text", "") for m in state(url, token)["messages"][str(chat["id"])]
    ):
        assert time.monotonic() < ends_at, "no answer in the playground"
        time.sleep(0.1)


def state(url: str, token: str) -> Any:  # noqa: ANN401 -- JSON
    return call(f"{url}/playground/state", None, token)


def try_chat(url: str) -> None:
    """Ask over HTTP."""
    answer = call(f"{url}/chat", {"query": "一心一意是什么意思？"}, "")
    assert answer["text"], answer


def call(url: str, body: object, token: str) -> Any:  # noqa: ANN401 -- JSON
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:  # noqa: S310 -- our own address
        return json.load(answer)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def try_image(engine: Engine, data: Path) -> bool:
    """Print the figures; are they within their limits?"""
    with engine.container() as command:
        size_mb = int(output(*command, "du", "-sk", "/app", "--exclude=.data").split()[0]) / 1024
        user = output(*command, "id", "-u")
        can_write = succeeds(*command, "touch", "/app/bot/new")
    assert user != "0", "it runs as root"
    assert not can_write, "its root can be written"
    print(f"  runs as user {user} on a read-only root")
    try_documents(engine, data)
    starts = [try_start(engine, "playground") for _ in range(3)]
    print(f"  the playground answers; ready after {', '.join(f'{s:.1f}' for s in starts)} s")
    print(f"  the HTTP chat answers; ready after {try_start(engine, 'api'):.1f} s")
    print(f"  /app {size_mb:.0f} MB (at most {APP_MB}), second start {min(starts[1:]):.1f} s")
    return size_mb <= APP_MB and min(starts[1:]) <= SECOND_START_S


def main() -> int:
    parser = argparse.ArgumentParser(prog="make image", description=__doc__)
    parser.add_argument("--base", default="", help="image that FROM names (debian: by debootstrap)")
    parser.add_argument("--volume", action="append", default=[], help="of the build, with buildah")
    parser.add_argument("--no-build", action="store_true", help="only try what was built")
    arguments = parser.parse_args()
    has_docker = bool(shutil.which("docker")) and succeeds("docker", "version")
    with tempfile.TemporaryDirectory(prefix="image-") as folder:
        engine: Engine = (Docker if has_docker else Buildah)(Path(folder))
        if not arguments.no_build:
            base = debian_base() if arguments.base == "debian" else arguments.base
            engine.build(base, arguments.volume)
        return 0 if try_image(engine, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())

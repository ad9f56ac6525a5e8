"""What each process is told: settings in the environment, arguments, and the carrier's numbers file."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.center.answering import answers
from cli.center.children import Child
from cli.center.ports import HOST, Ports
from cli.center.secrets import Secrets, write_private

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "frontend" / "dist"
SERVICE_NUMBER = "4008888888"


@dataclass(frozen=True)
class Plan:
    """One center on this machine."""

    state_dir: Path
    ports: Ports
    secrets: Secrets
    is_ephemeral: bool

    @property
    def web_url(self) -> str:
        """Where a browser opens the app. `localhost` is a secure context: microphones work there."""
        return f"http://localhost:{self.ports.web}"

    @property
    def api_url(self) -> str:
        """Where the carrier and scripts reach the API."""
        return f"http://{HOST}:{self.ports.web}/api"

    @property
    def carrier_url(self) -> str:
        """The carrier's REST API and pages."""
        return f"http://{HOST}:{self.ports.carrier}"

    @property
    def cloud_url(self) -> str:
        """The embedded AWS."""
        return f"http://{HOST}:{self.ports.cloud}"

    @property
    def sip_uri(self) -> str:
        """What a SIP phone dials."""
        return f"sip:{SERVICE_NUMBER}@{HOST}:{self.ports.sip}"

    def settings(self) -> dict[str, str]:
        """The application's settings, the same names that the deployed functions have."""
        return {
            "AWS_ENDPOINT_URL": self.cloud_url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "POWERTOOLS_METRICS_NAMESPACE": "Trunkline",
            "TRUNKLINE_TABLE_PREFIX": "trunkline",
            "TRUNKLINE_PUBLIC_URL": self.api_url,
            "TRUNKLINE_SOCKET_ENDPOINT": f"http://{HOST}:{self.ports.web}/socket",
            "TRUNKLINE_CARRIER_URL": self.carrier_url,
            "TRUNKLINE_PRIVATE_CALLBACKS": "1",
            "TRUNKLINE_CARRIER_LACKS": "stream siprec pay virtual_agent conversation_relay sim",
            "TRUNKLINE_ACCOUNT_SID": self.secrets.account_sid,
            "TRUNKLINE_AUTH_TOKEN": self.secrets.auth_token,
            "TRUNKLINE_API_KEY_SID": self.secrets.api_key_sid,
            "TRUNKLINE_API_KEY_SECRET": self.secrets.api_key_secret,
            "TRUNKLINE_SESSION_KEY": self.secrets.session_key,
            "TRUNKLINE_TIME_ZONE": os.environ.get("TRUNKLINE_TIME_ZONE", "Asia/Shanghai"),
        }

    def children(self) -> list[Child]:
        """The three processes in the order in which they start."""
        cloud = ["--port", str(self.ports.cloud), "--state-dir", str(self.state_dir / "cloud")]
        app = ["--port", str(self.ports.web), "--web", str(WEB), "--carrier-url", self.carrier_url]
        app += ["--state-dir", str(self.state_dir / "app")]
        return [
            self._child("cloud", "sandbox.cloud", cloud, f"{self.cloud_url}/_trunkline/boot"),
            # The API's own answer (401, nobody is signed in) shows that the handlers run.
            self._child("app", "sandbox.lambda_host", app, f"{self.api_url}/session"),
            self._child("carrier", "sandbox.carrier", self._carrier_arguments(), f"{self.carrier_url}/"),
        ]

    def write_numbers(
        self, numbers: Mapping[str, Mapping[str, str]], trunks: list[dict[str, object]]
    ) -> None:
        """The carrier's numbers file: what it asks for whom, as one would enter it in its console."""
        told = {
            "numbers": numbers,
            "trunks": trunks,
            "sip_domain": {
                "domain": f"{HOST}:{self.ports.sip}",
                "sid": "SD" + self.secrets.account_sid[2:],
                "users": {"gateway1": self.secrets.trunk_password},
            },
            "api_keys": {self.secrets.api_key_sid: self.secrets.api_key_secret},
        }
        write_private(self._numbers, json.dumps(told, indent=1))

    @property
    def _numbers(self) -> Path:
        return self.state_dir / "numbers.json"

    def _carrier_arguments(self) -> list[str]:
        return [
            "--http-port", str(self.ports.carrier), "--sip-port", str(self.ports.sip),
            "--rtp-ports", f"{self.ports.rtp_first}-{self.ports.rtp_last}",
            "--account-sid", self.secrets.account_sid, "--auth-token", self.secrets.auth_token,
            "--state-dir", str(self.state_dir / "carrier"), "--numbers", str(self._numbers),
        ]  # fmt: skip

    def _child(self, name: str, module: str, arguments: list[str], url: str) -> Child:
        environment = {**os.environ, **self.settings(), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        log = self.state_dir / "logs" / f"{name}.log"
        return Child(name, [sys.executable, "-m", module, *arguments], environment, log, lambda: answers(url))

"""API Gateway, Lambda and a static web host for the laptop: runs the Chalice application's own handlers.

What runs here is what deploys: the host loads the module `app`, reads which handlers it declares, and calls
them with the events that AWS would send.
"""

import sys

# botocore takes pyOpenSSL where it finds it, for a quarter of a second of every start. Lambda has none.
sys.modules.setdefault("urllib3.contrib.pyopenssl", None)  # type: ignore[arg-type]

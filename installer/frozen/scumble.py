"""What the packaged program starts with."""

import sys

from app.main import main

sys.exit(main())

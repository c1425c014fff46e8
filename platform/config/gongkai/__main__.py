"""`python -m config.gongkai` is the same as `gongkai`."""

import sys

from config.gongkai import main

sys.exit(main())

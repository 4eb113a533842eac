"""The page in a browser, on Gradio. Nothing is reported to anybody: this stands before Gradio is first imported."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

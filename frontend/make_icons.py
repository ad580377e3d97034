"""Draws the icons of the installed app from images/favicon.svg: `.venv/bin/python frontend/make_icons.py` (needs Chromium)."""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
GROUND = "#1d5bb8"
# name → pixels, and how much of them the drawing takes; phones cut a maskable icon to a circle or a rounded square
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "icon-maskable-512": (512, 0.72), "icon-apple-180": (180, 0.82)}


def main() -> None:
    """All icons, with few colours so that they stay small."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for name, (pixels, share) in ICONS.items():
            drawn = Image.open(io.BytesIO(draw(page, pixels, share))).convert("RGBA" if share == 1 else "RGB")
            path = IMAGES / f"{name}.png"
            drawn.quantize(64).save(path, optimize=True)
            print(f"{path.name}: {path.stat().st_size} bytes")
        browser.close()


def draw(page: Page, pixels: int, share: float) -> bytes:
    """The drawing in the middle of a square; where it does not fill it, on its own ground."""
    page.set_viewport_size({"width": pixels, "height": pixels})
    ground = "transparent" if share == 1 else GROUND
    drawing = (IMAGES / "favicon.svg").read_text(encoding="utf-8")
    page.set_content(
        f"<style>body {{ margin: 0; height: 100vh; display: grid; place-items: center; background: {ground}; }}"
        f"svg {{ width: {round(pixels * share)}px }}</style>{drawing}"
    )
    return page.screenshot(omit_background=True)


if __name__ == "__main__":
    main()

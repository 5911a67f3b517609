"""Label Studio's editor in headless Chromium, driven as a person drives it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attribune.review.local_server import ACCOUNT

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
# For a browser and a server that share two busy cores. In seconds.
PATIENCE = 120


@contextmanager
def open_browser(profile: Path) -> Iterator[Any]:
    """Yield a Chromium that asks nobody on the network but whom it is sent to.

    Args:
        profile: A folder for its data, of its own.
    """
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for each in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
        "window-size=1500,1300",
        f"user-data-dir={profile}",
    ):
        options.add_argument(f"--{each}")
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield browser
    finally:
        browser.quit()


class Editor:
    """Label Studio's editor as a person uses it, with pointer and keyboard."""

    def __init__(self, browser: Any, url: str, artifacts: Path) -> None:
        self._browser = browser
        self._url = url
        self._artifacts = artifacts

    def sign_in(self, password: str) -> None:
        """Sign in with the account that `attribune review start` makes."""
        self._browser.get(f"{self._url}/user/login")
        self._one("[name=email]").send_keys(ACCOUNT)
        self._one("[name=password]").send_keys(password)
        self._one("[type=submit]").click()
        self._wait(lambda: "/user/login" not in self._browser.current_url)

    def open(self, address: str, *, regions: int) -> None:
        """Open a task and wait until so many regions are drawn."""
        self._browser.get(f"{self._url}{address}")
        self._wait(lambda: len(self.regions()) == regions)
        self._still()

    def regions(self) -> dict[str, tuple[str, str]]:
        """Return the drawn regions by id: the label as it can be read beside the text, and the text."""
        found: list[list[str]] = self._browser.execute_script(
            "return [...document.querySelectorAll('span.htx-highlight')].map(e => [e.className,"
            " e.classList.contains('htx-no-label') ? '' : getComputedStyle(e, '::after').content, e.textContent])"
        )
        regions = {}
        for classes, label, text in found:
            # htx-highlight-ID-NUMBER; the label reads "5:content".
            name = next(each for each in classes.split() if each.startswith("htx-highlight-"))
            region_id = name.removeprefix("htx-highlight-").rpartition("-")[0]
            regions[region_id] = (label.strip('"').partition(":")[2], text)
        return regions

    def relations(self) -> list[str]:
        """Return the labels of the arrows, sorted."""
        texts = self._browser.find_elements("css selector", "svg.relations-overlay text")
        return sorted(each.text for each in texts)

    def select(self, region_id: str) -> None:
        """Click on a region, so that it is the one that keys and values go to."""
        self._keys("u")
        self._region(region_id).click()
        self._wait(lambda: f"-{region_id}-" in self._one("span.htx-highlight.__active").get_attribute("class"))
        self._still()

    def move_end(self, region_id: str, before: str) -> None:
        """Drag the handle at a region's right edge to before a word that is in it."""
        self.select(region_id)
        box = self._one("area.__resize_right").rect
        self._drag((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), self._edge(before, 0))

    def add(self, label_key: str, covered: str) -> str:
        """Draw a region over words that stand in the text once; return its id."""
        there = self.regions()
        self._keys("u")
        self._keys(label_key)
        self._drag(self._edge(covered, 0), self._edge(covered, len(covered)))
        self._wait(lambda: len(self.regions()) == len(there) + 1)
        return next(each for each in self.regions() if each not in there)

    def join(self, region_id: str, to: str, *, label: str | None = None) -> None:
        """Draw an arrow from one region to another, and choose its label in the panel Relations if one is given."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        self._keys(Keys.ALT, "r")
        # The values of the selected region may cover it.
        self.scroll_to(to)
        self._region(to).click()
        self._keys(Keys.ESCAPE)
        if label is None:
            return
        self._browser.find_element(
            "xpath", "//*[contains(@class, 'panel-tabs__tab')][normalize-space() = 'Relations']"
        ).click()
        self._still()
        # The newest stands last; its buttons are there while the pointer is over it.
        newest = self._browser.find_elements("css selector", ".lsf-relations__item")[-1]
        ActionChains(self._browser).scroll_to_element(newest).move_to_element(newest).perform()
        self._one("[aria-label='Show Relation Labels']").click()
        self._one(".lsf-relation-meta button").click()
        self._one(f"[data-slot=command-item][data-value={label}]").click()
        self._keys(Keys.ESCAPE)
        self._wait(lambda: self._one(".lsf-relation-meta button").text == label)

    def delete(self, region_id: str) -> None:
        """Take a region away."""
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        self._keys(Keys.BACKSPACE)
        self._wait(lambda: region_id not in self.regions())

    def name_speaker(self, region_id: str, name: str) -> None:
        """Type a region's speaker; one that is there is changed."""
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        buttons = self._browser.find_elements("css selector", "[data-testid=htx-textbox-edit-button]")
        if buttons:
            # It is shown when the pointer is over the field.
            self._browser.execute_script("arguments[0].click()", buttons[0])
        field = self._one("[data-testid=htx-textbox-input]" if buttons else "input[name=speaker]")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(name, Keys.ENTER)
        self._wait(lambda: name in self._one("[data-testid=htx-textbox-content]").text)

    def choose(self, region_id: str, value: str) -> None:
        """Choose one of a region's values."""
        self.select(region_id)
        self._one(f"input[type=radio][name={value}]").click()

    def submit(self) -> None:
        """Press Submit."""
        self._one("[aria-label^='Submit']").click()

    def skip(self) -> None:
        """Press Skip."""
        self._one("[aria-label='skip-task']").click()

    def photograph(self, name: str) -> None:
        """Leave a picture of the page."""
        self._browser.save_screenshot(str(self._artifacts / f"{name}.png"))

    def scroll_to(self, region_id: str) -> None:
        """Bring a region into sight."""
        self._browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self._region(region_id))
        self._still()

    def _region(self, region_id: str) -> Any:
        return self._one(f"span.htx-highlight[class*='htx-highlight-{region_id}-']")

    def _edge(self, words: str, at: int) -> tuple[float, float]:
        """Return where on the page a place in the text is, that many characters after the start of some words."""
        x, y = self._browser.execute_script(
            """
            const [words, at] = arguments;
            const nodes = document.createTreeWalker(document.querySelector(".lsf-htx-richtext"), NodeFilter.SHOW_TEXT);
            for (let node; (node = nodes.nextNode()); ) {
              const start = node.data.indexOf(words);
              if (start < 0) continue;
              const range = document.createRange();
              range.setStart(node, start + Math.max(at - 1, 0));
              range.setEnd(node, start + Math.max(at, 1));
              const box = range.getBoundingClientRect();
              return [at ? box.right : box.left, box.top + box.height / 2];
            }
            throw new Error("not in the text: " + words);
            """,
            words,
            at,
        )
        return x, y

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self._browser, duration=60)
        pointer = chain.w3c_actions.pointer_action
        pointer.move_to_location(round(start[0]), round(start[1]))
        pointer.pointer_down()
        # The editor wants to see the pointer on its way.
        for part in (0.3, 0.6, 0.9, 1, 1):
            pointer.move_to_location(*(round(a + (b - a) * part) for a, b in zip(start, end, strict=True)))
        pointer.pointer_up()
        chain.perform()
        self._still()

    def _keys(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self._browser)
        *held, last = keys
        for key in held:
            chain.key_down(key)
        chain.send_keys(last)
        for key in held:
            chain.key_up(key)
        chain.perform()
        self._still()

    def _one(self, selector: str) -> Any:
        def found() -> Any:
            elements = self._browser.find_elements("css selector", selector)
            return elements[0] if elements else None

        return self._wait(found)

    def _wait(self, condition: Callable[[], Any]) -> Any:
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self._browser, PATIENCE).until(lambda _: condition())

    def _still(self) -> None:
        # The editor draws after it has answered, and tells nobody when it is through.
        time.sleep(0.5)

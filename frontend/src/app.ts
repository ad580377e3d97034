// What every page loads: htmx and the small behaviours; all of them only make easier what works without them.
import htmx from "htmx.org";
import { startBring } from "./bring";
import { startConfirm } from "./confirm";
import { addButtons, startCopy } from "./copy";
import { startDrawer } from "./drawer";
import { startClash } from "./drafts/clash";
import { forgetDraftsAtSignOut, settleCopies } from "./drafts/copies";
import { startWorker } from "./installed";
import { startMenus } from "./menus";
import { startPictures } from "./pictures";
import { startPrint } from "./print";
import { startResend } from "./resend";
import { startPeople } from "./people";
import { startScroll } from "./scroll";
import { startSearch } from "./search/box";
import { startSearchHelp } from "./search/help";
import { forgetSearchesOfOthers, startRecent } from "./search/recent";
import { startPartDialogs } from "./part_dialog";
import { startShortcuts } from "./shortcuts";
import { startTags } from "./tags";
import { startTasks } from "./tasks";
import { startTheme } from "./theme";
import { startUnsaved } from "./unsaved";
import { csrfToken } from "./request";

document.documentElement.classList.add("js");
document.addEventListener("htmx:configRequest", (event) => {
  (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRF-Token"] = csrfToken();
});

startBring();
startClash();
startConfirm();
startCopy();
startDrawer();
startMenus();
startPartDialogs();
startPictures();
startPrint();
startResend();
startScroll();
forgetSearchesOfOthers();
startSearch();
startRecent();
startSearchHelp();
startShortcuts();
startTasks();
startTheme();
startUnsaved();
startWorker();
settleCopies();
forgetDraftsAtSignOut();
htmx.onLoad((part) => {
  startTags(part as ParentNode);
  startPeople(part as ParentNode);
  addButtons(part as ParentNode);
});

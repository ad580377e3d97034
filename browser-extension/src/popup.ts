// The popup: decides which screen to show.
import { Api, type Connection, type Me } from "./api";
import { canBeSaved } from "./addresses";
import { showConnect } from "./connect";
import { part, tell } from "./dom";
import { Form } from "./form";
import { takeKey } from "./pairing";
import { Queue } from "./queue";
import { startSettings } from "./settings";
import { findSource, type Source } from "./source";
import { closeToPages, read } from "./storage";
import { showWaiting } from "./waiting";
import { language, say, translate } from "./words";

/** How long the form waits for sending a stored item with the same address. */
const PATIENCE = 800;

async function start(): Promise<void> {
  translate(document);
  await closeToPages();
  const source = await findSource();
  if (source.tabId !== undefined && (await takeKey(source.tabId).catch(() => false))) tell(say("connectedNow"), "success");
  const [connection, me] = await Promise.all([read("connection"), read("me")]);
  if (connection && me) await startConnected(connection, me, source);
  else startUnconnected(source);
}

function startUnconnected(source: Source): void {
  part("settings-button").hidden = true;
  showConnect(source, () => location.reload());
}

async function startConnected(connection: Connection, me: Me, source: Source): Promise<void> {
  const api = new Api(connection, language());
  startSettings(connection, me, () => location.reload());
  const refuse = () => {
    tell(say("keyGone"), "danger");
    startUnconnected(source);
  };
  const queue = new Queue(api, connection.origin, me.user_name);
  const sent = queue.flush();
  if (await queue.find(source.url)) await Promise.race([sent, later(PATIENCE)]);
  if (canBeSaved(source.url)) void new Form(api, queue, me, source, refuse).start();
  else tell(say(/^file:/i.test(source.url) ? "onlyThisComputer" : "cannotBeSaved"));
  await showWaiting(queue);
  await sent;
  await showWaiting(queue);
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

void start();

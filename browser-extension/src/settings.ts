// Shows which server this browser is connected to, and disconnects it.
import type { Connection, Me } from "./api";
import { part, show, tell } from "./dom";
import { disconnect } from "./storage";
import { say } from "./words";

export function startSettings(connection: Connection, me: Me, disconnected: () => void): void {
  const { host } = new URL(connection.origin);
  const open = part<HTMLAnchorElement>("open-kms");
  open.href = connection.origin;
  open.hidden = false;
  part<HTMLAnchorElement>("keys").href = `${connection.origin}/profile`;
  part("connected-as").textContent = say("connectedAs", [me.name, host]);
  part("settings-button").addEventListener("click", toggle());
  part("disconnect").addEventListener("click", () => void disconnect().then(disconnected));
}

/** Show the settings, and return to the previous screen afterwards. */
function toggle(): () => void {
  let back = (): void => show(null);
  return () => {
    if (!part("settings").hidden) return back();
    const screen = part("form").hidden ? null : "form";
    const heading = part("heading").textContent;
    back = () => {
      show(screen);
      part("heading").textContent = heading;
    };
    tell("");
    show("settings");
    part("heading").textContent = say("settings");
  };
}

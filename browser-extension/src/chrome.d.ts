// The part of the WebExtensions API used here, as both Chromium 123 and Firefox 140 have it.

declare namespace chrome {
  interface Event<Listener> {
    addListener(listener: Listener): void;
  }

  namespace action {
    function openPopup(): Promise<void>;
    function setBadgeText(details: { text: string }): Promise<void>;
    function setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  }

  namespace alarms {
    function create(name: string, details: { periodInMinutes: number }): Promise<void>;
    function clear(name: string): Promise<boolean>;
    const onAlarm: Event<(alarm: { name: string }) => void>;
  }

  namespace contextMenus {
    type Context = "page" | "link" | "selection";
    interface Clicked {
      menuItemId: string | number;
      pageUrl?: string;
      linkUrl?: string;
      linkText?: string;
      selectionText?: string;
    }
    function create(item: { id: string; title: string; contexts: Context[] }): void;
    function removeAll(): Promise<void>;
    const onClicked: Event<(clicked: Clicked, tab?: tabs.Tab) => void>;
  }

  namespace i18n {
    function getMessage(name: string, values?: string[]): string;
    function getUILanguage(): string;
  }

  namespace runtime {
    interface Sender {
      id?: string;
      url?: string;
    }
    const id: string;
    function getURL(path: string): string;
    function getPlatformInfo(): Promise<{ os: string }>;
    function sendMessage(message: unknown): Promise<unknown>;
    const onInstalled: Event<() => void>;
    const onStartup: Event<() => void>;
    const onMessage: Event<(message: unknown, sender: Sender, answer: (value: unknown) => void) => void>;
  }

  namespace scripting {
    function executeScript<Arguments extends unknown[], Result>(injection: {
      target: { tabId: number };
      func: (...given: Arguments) => Result;
      args?: Arguments;
    }): Promise<{ result?: Result }[]>;
  }

  namespace storage {
    interface Area {
      get(keys: string | string[] | null): Promise<Record<string, unknown>>;
      set(values: Record<string, unknown>): Promise<void>;
      remove(keys: string | string[]): Promise<void>;
      setAccessLevel?(level: { accessLevel: "TRUSTED_CONTEXTS" }): Promise<void>;
    }
    const local: Area;
    const session: Area;
  }

  namespace tabs {
    interface Tab {
      id?: number;
      url?: string;
      title?: string;
      incognito: boolean;
    }
    function query(filter: { active: boolean; currentWindow: boolean }): Promise<Tab[]>;
    function create(details: { url: string }): Promise<Tab>;
    function update(tabId: number, details: { url: string }): Promise<Tab>;
  }

  namespace windows {
    function create(details: { url: string; type: "popup"; width: number; height: number; incognito?: boolean }): Promise<unknown>;
  }
}

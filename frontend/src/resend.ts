// Resubmits what a sign-in or an expired form held back: signing in elsewhere gave this browser a new token.
import { csrfToken, getText } from "./request";

export function startResend(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-resend]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void freshToken().then((token) => {
      const field = form.querySelector<HTMLInputElement>("input[name=csrf_token]");
      if (field) field.value = token;
      form.submit();
    });
  });
}

/** The token of this browser's current session. */
export async function freshToken(): Promise<string> {
  try {
    const page = new DOMParser().parseFromString(await getText("/sign-in"), "text/html");
    return page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? csrfToken();
  } catch {
    return csrfToken();
  }
}

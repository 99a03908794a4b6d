const STORED = 'visavis.pass';
const PATH = '/api/page/entry';

interface Entered {
  pass: string;
  token: string;
}

/**
 * The page's way in without a key: the invitation in the address that the server printed, exchanged for a pass. The pass is
 * kept for this tab, so that a reload needs nothing new, and brings a short token for each conversation.
 */
export class Entry {
  #invitation = takeInvitation();

  /** Whether the page holds a pass. */
  get open(): boolean {
    return sessionStorage.getItem(STORED) !== null;
  }

  /**
   * Uses the invitation, or checks the pass that the tab has kept. Never rejects.
   *
   * @returns `refused` when the server accepts neither: the invitation was used before, or the server was started anew.
   */
  async enter(): Promise<'entered' | 'refused' | 'uninvited'> {
    const invitation = this.#invitation;
    if (invitation === undefined && !this.open) return 'uninvited';
    try {
      const entered = (invitation && (await exchange({ invitation }))) || (await this.#usePass());
      this.#invitation = undefined;
      return entered ? 'entered' : 'refused';
    } catch {
      return 'refused'; // The server does not answer; the page says so by itself.
    }
  }

  /**
   * Requests a token for one conversation. Never rejects.
   *
   * @returns An empty one where there is none: the server that refuses the pass refuses that too, and one that does not
   * answer is reported by the session.
   */
  async token(): Promise<string> {
    const entered = await this.#usePass().catch(() => undefined);
    return entered?.token ?? '';
  }

  async #usePass(): Promise<Entered | undefined> {
    const entered = await exchange({ pass: sessionStorage.getItem(STORED) ?? '' });
    if (!entered) sessionStorage.removeItem(STORED);
    return entered;
  }
}

/** Takes the invitation out of the address, so that neither a bookmark nor a copied address holds it. */
function takeInvitation(): string | undefined {
  const invitation = new URLSearchParams(location.hash.slice(1)).get('k');
  if (invitation === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return invitation;
}

/** @returns `undefined` when the server refuses it. @throws {Error} When it does not answer. */
async function exchange(request: { invitation: string } | { pass: string }): Promise<Entered | undefined> {
  const response = await fetch(PATH, { method: 'POST', body: JSON.stringify(request) });
  if (!response.ok) return undefined;
  const entered = (await response.json()) as Entered;
  sessionStorage.setItem(STORED, entered.pass);
  return entered;
}

import { byId, make } from './dom.js';

/** Lines kept on the page. */
const KEPT = 200;

type Speaker = 'user' | 'face';

/** Both sides' captions, live. Screen readers are told each line once, when it is final. */
export class Transcript {
  readonly #scroller = byId('transcript', HTMLElement);
  readonly #list = byId('lines', HTMLOListElement);
  readonly #announcer = byId('announcer', HTMLElement);
  readonly #lines = new Map<string, HTMLLIElement>();
  #faceName = '';

  set faceName(name: string) {
    this.#faceName = name;
  }

  get empty(): boolean {
    return this.#lines.size === 0;
  }

  /** The user has begun to speak: dots until the words are known. */
  userStarted(itemId: string): void {
    this.#line(`user ${itemId}`, 'user').querySelector('.line-text')!.classList.add('line-dots');
  }

  /** Final and empty: nothing was understood, and the line goes away. */
  userSaid(itemId: string, text: string, final: boolean): void {
    if (text.trim() === '') return final ? this.#remove(`user ${itemId}`) : undefined;
    this.#write(`user ${itemId}`, 'user', text, final);
    if (final) this.#announce('You', text);
  }

  /** A picture that the user has shown. */
  userShowed(itemId: string, dataUrl: string): void {
    const line = this.#line(`user ${itemId}`, 'user');
    const picture = make('img', 'line-picture');
    picture.alt = 'The picture you showed';
    picture.src = dataUrl;
    line.append(picture);
    this.#scrollDown();
  }

  /** @param chars How much of the reply was heard so far; what is still to come stands paler. */
  faceHeard(replyId: string, chars: number): void {
    const line = this.#lines.get(`face ${replyId}`);
    const body = line?.querySelector('.line-text');
    if (!body || !line?.hasAttribute('data-interim')) return;
    const text = body.textContent ?? '';
    line.dataset['heard'] = String(chars);
    body.replaceChildren(make('span', 'line-heard', text.slice(0, chars)), text.slice(chars));
  }

  /** The text so far; final text that is shorter than what was shown has been cut off by the user. */
  faceSaid(replyId: string, text: string, final: boolean): void {
    const key = `face ${replyId}`;
    const shown = this.#lines.get(key)?.querySelector('.line-text')?.textContent ?? '';
    if (final && text.trim() === '') return this.#remove(key);
    this.#write(key, 'face', text, final);
    if (!final) return;
    if (text.trim().length < shown.trim().length) this.#lines.get(key)!.append(make('span', 'line-cut', 'interrupted'));
    this.#announce(this.#faceName, text);
  }

  clear(): void {
    this.#lines.clear();
    this.#list.replaceChildren();
  }

  #write(key: string, speaker: Speaker, text: string, final: boolean): void {
    const line = this.#line(key, speaker);
    const body = line.querySelector('.line-text')!;
    body.classList.remove('line-dots');
    body.textContent = text;
    line.toggleAttribute('data-interim', !final);
    if (!final && line.dataset['heard']) this.faceHeard(key.replace(/^face /, ''), Number(line.dataset['heard']));
    this.#scrollDown();
  }

  #line(key: string, speaker: Speaker): HTMLLIElement {
    const known = this.#lines.get(key);
    if (known) return known;
    const line = make('li', `line line-${speaker}`);
    const who = make('span', 'visually-hidden', `${speaker === 'user' ? 'You' : this.#faceName}: `);
    line.append(who, make('span', 'line-text'));
    this.#lines.set(key, line);
    this.#list.append(line);
    for (const oldest of this.#lines.keys()) {
      if (this.#lines.size <= KEPT) break;
      this.#remove(oldest);
    }
    this.#scrollDown();
    return line;
  }

  #remove(key: string): void {
    this.#lines.get(key)?.remove();
    this.#lines.delete(key);
  }

  #announce(who: string, text: string): void {
    this.#announcer.textContent = `${who}: ${text}`;
  }

  #scrollDown(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

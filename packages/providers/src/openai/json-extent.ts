/** Follows a JSON object or list as its text arrives, and finds where it ends. Looks at each character once. */
export class JsonExtent {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #length = 0;
  #end: number | undefined;

  /** Length of the text up to the end of the outermost object or list; `undefined` before it has come. */
  get end(): number | undefined {
    return this.#end;
  }

  push(text: string): void {
    for (let i = 0; i < text.length && this.#end === undefined; i++) this.#take(text.charAt(i), this.#length + i);
    this.#length += text.length;
  }

  #take(character: string, at: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') this.#inString = false;
    } else if (character === '"') this.#inString = true;
    else if (character === '{' || character === '[') this.#depth++;
    else if ((character === '}' || character === ']') && --this.#depth === 0) this.#end = at + 1;
  }
}

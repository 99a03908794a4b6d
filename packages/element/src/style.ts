/** Style sheet of the element. Pages change its colours by the custom properties, its frame by `::part(stage)`. */
export const STYLE = `
:host {
  --visavis-ink: #f4f1ec;
  --visavis-ground: #16181d;
  --visavis-accent: #ffb86b;
  display: block;
  box-sizing: border-box;
  width: min(100%, 22rem);
  padding: 0.5rem;
  border-radius: 1.25rem;
  background: var(--visavis-ground);
  color: var(--visavis-ink);
  font: 1rem/1.4 system-ui, sans-serif;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.stage { position: relative; aspect-ratio: 1; overflow: hidden; border-radius: 1rem; background: var(--visavis-ground); }
video { display: block; width: 100%; height: 100%; object-fit: cover; transition: opacity 0.3s; }
.stage.clear video { transition: none; }
canvas { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.stage.clear { background: none; }
:host([background='transparent']), :host([background='transparent']) .stage { background: none; }
.captions {
  position: absolute; inset: auto 0 0; margin: 0; padding: 2.5rem 1rem 0.75rem;
  min-height: 4.5rem;
}
.captions:not(:empty) { background: linear-gradient(transparent, rgb(0 0 0 / 75%)); }
.captions p { margin: 0; }
.captions .ahead { opacity: 0.7; }
.captions .user { opacity: 0.8; font-style: italic; }
.status { margin: 0.5rem 0; min-height: 1.4em; color: inherit; }
.status[role='alert'] { color: #ffb4a8; }
.controls { display: flex; gap: 0.5rem; flex-wrap: wrap; }
.controls + .controls { margin-top: 0.5rem; }
.data { margin: 0.5rem 0.25rem 0; font-size: 0.75rem; opacity: 0.8; }
.status, .controls { padding: 0 0.25rem; }
.network { position: absolute; inset: 0.75rem auto auto 0.75rem; margin: 0; padding: 0.25rem 0.75rem; border-radius: 1rem; background: rgb(0 0 0 / 70%); }
.label { position: absolute; inset: 0.75rem 0.75rem auto auto; margin: 0; padding: 0.15rem 0.6rem; border-radius: 1rem; background: rgb(0 0 0 / 55%); font-size: 0.75rem; }
:host([no-ai-label]) .label { display: none; }
button, input {
  font: inherit; color: inherit; background: #2a2e37; border: 1px solid #4a505e; border-radius: 0.6rem;
  padding: 0.5rem 0.9rem; min-height: 2.75rem;
}
button { cursor: pointer; }
button[aria-pressed='true'] { background: var(--visavis-ink); color: var(--visavis-ground); }
button.start { background: var(--visavis-accent); color: #201300; border-color: transparent; font-weight: 600; }
input { flex: 1 1 8rem; min-width: 0; }
:focus-visible { outline: 3px solid var(--visavis-accent); outline-offset: 2px; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: reduce) { video { transition: none; } }
`;

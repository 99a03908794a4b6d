import { VisavisAvatar } from './avatar-element.js';

export { VisavisAvatar };

if (globalThis.customElements && !customElements.get('visavis-avatar'))
  customElements.define('visavis-avatar', VisavisAvatar);

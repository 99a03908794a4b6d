import type { Language } from './language.js';

export const zh: Language = {
  tag: 'zh',
  goesOn: new Set(),
  abbreviations: new Set(),
  apologies: {
    failed: '对不起，我这边出了点问题。请再试一次。',
    noAnswer: '对不起，我现在无法思考。请稍后再问我一次。',
    brokenOff: '对不起，我的思路断了。',
  },
};

import type { Language } from './language.js';

export const ja: Language = {
  tag: 'ja',
  goesOn: new Set(),
  abbreviations: new Set(),
  apologies: {
    failed: '申し訳ありません。こちらで問題が発生しました。もう一度お試しください。',
    noAnswer: '申し訳ありません。今は考えることができません。少ししてからもう一度お尋ねください。',
    brokenOff: '申し訳ありません。話の途中で分からなくなってしまいました。',
  },
};

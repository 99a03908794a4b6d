import { phrases, words, type Language } from './language.js';

export const zh: Language = {
  tag: 'zh',
  goesOn: new Set(),
  asks: new Set(),
  abbreviations: new Set(),
  acknowledgements: phrases(
    '嗯, 嗯嗯, 哦, 噢, 啊, 呃, 好, 好的, 好吧, 对, 对的, 是, 是的, 行, 明白, 明白了, 知道了, 原来如此, 当然, ok',
  ),
  apologies: {
    failed: '对不起，我这边出了点问题。请再试一次。',
    noAnswer: '对不起，我现在无法思考。请稍后再问我一次。',
    brokenOff: '对不起，我的思路断了。',
  },
  notices: {
    code: '这里还有一段代码，我就不念了。',
    foreign: '我有一个回答，但我不会说这种语言。',
  },
  directions: words('微笑 笑 大笑 轻笑 笑着 叹气 叹息 点头 眨眼 挥手 停顿 沉默 咳嗽 掌声 音乐'),
};

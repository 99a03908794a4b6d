import { phrases, words, type Language } from './language.js';

export const zh: Language = {
  tag: 'zh',
  goesOn: new Set(),
  asks: new Set(),
  unspaced: {
    goesOn: phrases('和, 跟, 在, 把, 被, 或者, 因为, 所以, 但是, 如果, 然后, 还有, 关于, 那个, 呃'),
    endsQuestion: phrases('吗, 嗎'),
    asks: phrases('什么, 甚么, 什麼, 多少, 哪, 谁, 誰, 怎么, 怎麼, 为什么, 為什麼, 几点, 幾點, 吗, 嗎'),
  },
  stops: phrases('停, 停下, 停一下, 等等, 等一下, 等一等, 别说了, 別說了, 不要说了, 够了, 夠了, 安静, 闭嘴, 打住'),
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
    moment: '请稍等。',
    more: '您还有什么想了解的吗？',
  },
  punctuation: { stop: '。', comma: '，' },
  directions: words(
    '微笑 微笑着 微笑地 笑 笑了 笑了笑 笑着 笑声 大笑 大笑着 轻笑 轻笑着 叹气 叹息 叹了口气 叹了一口气 点头 点点头 点着头 眨眼 眨眨眼 挥手 挥挥手 挥着手 耸肩 停顿 停顿一下 沉默 沉思 思考 轻声 轻声地 小声地 温柔地 咳嗽 鼓掌 掌声 音乐',
  ),
};

import { phrases, words, type Language } from './language.js';

export const ja: Language = {
  tag: 'ja',
  goesOn: new Set(),
  asks: new Set(),
  unspaced: {
    goesOn: phrases('は, が, を, に, と, へ, で, けど, ので, たら, えっと, あの, それで, それから'),
    endsQuestion: phrases('ですか, ますか, でしょうか, ましたか, ませんか, でしたか'),
    asks: phrases('何, なに, なん, 誰, だれ, どこ, いつ, なぜ, どうして, どうやって, いくら, いくつ, どれ, どの'),
  },
  stops: phrases(
    '止めて, とめて, やめて, 止まって, ストップ, 待って, ちょっと待って, もういい, 黙って, 静かにして, 結構です',
  ),
  abbreviations: new Set(),
  acknowledgements: phrases(
    'うん, うんうん, ええ, はい, ああ, へえ, ふうん, ふん, そう, そうか, そうですか, そうですね, なるほど, わかりました, 分かりました, えっと, まあ, ok, オーケー',
  ),
  apologies: {
    failed: '申し訳ありません。こちらで問題が発生しました。もう一度お試しください。',
    noAnswer: '申し訳ありません。今は考えることができません。少ししてからもう一度お尋ねください。',
    brokenOff: '申し訳ありません。話の途中で分からなくなってしまいました。',
  },
  notices: {
    code: 'コードもありますが、読み上げは省きます。',
    foreign: 'お答えはありますが、その言葉を話すことができません。',
    moment: '少々お待ちください。',
    more: 'ほかに何かお知りになりたいことはありますか。',
  },
  punctuation: { stop: '。', comma: '、' },
  directions: words(
    '笑 笑う 笑い 笑って 笑いながら 笑顔で 微笑 微笑む 微笑んで 微笑みながら にっこり にっこりと ため息 ため息をつく ため息をついて うなずく うなずいて うなずきながら 頷く 頷いて ウインク 手を振る 手を振って 手を振りながら 考える 考えて 考えながら 小声で 沈黙 間 間を置いて 咳 咳払い 拍手 音楽',
  ),
};

import { answersJson, FakeHttp, type HttpAnswer } from './fake-http.js';

/** An OpenAI-compatible endpoint for embeddings. Texts about the same of its themes have the same direction. */
export class FakeEmbeddings {
  readonly http: FakeHttp;
  /** The texts of each request. */
  readonly asked: (readonly string[])[] = [];
  /** What it answers instead, while it is set. */
  answer: HttpAnswer | undefined;

  private constructor(http: FakeHttp) {
    this.http = http;
  }

  /** @param themes Words of one theme each; every theme is a dimension. */
  static async open(themes: readonly RegExp[]): Promise<FakeEmbeddings> {
    const http = await FakeHttp.open({
      '/v1/embeddings': (response, request) => {
        const { input } = JSON.parse(request.body.toString()) as { input: readonly string[] };
        fake.asked.push(input);
        if (fake.answer) return fake.answer(response, request);
        const data = input.map((text, index) => {
          const embedding = [0.01, ...themes.map((theme) => (theme.test(text) ? 1 : 0))];
          return { object: 'embedding', index, embedding };
        });
        // The order is that of `index`, not that of the list.
        answersJson(response, 200, { object: 'list', data: data.reverse() });
      },
    });
    const fake: FakeEmbeddings = new FakeEmbeddings(http);
    return fake;
  }

  get baseUrl(): string {
    return this.http.baseUrl;
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** Draws the upper half of a video where its lower half says how much of each pixel is person. */
export interface AlphaPainter {
  /** @returns Whether it was drawn: not while the graphics context is lost. */
  draw(video: HTMLVideoElement): boolean;
}

const VERTEX = `
attribute vec2 corner;
varying vec2 at;
void main() {
  at = vec2(corner.x, -corner.y) * 0.5 + 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/**
 * What was coded as nothing or as all is a few levels off after decoding. The last rows of the upper half share their colour
 * with the first ones of the lower half, so the row above is drawn there.
 */
const FRAGMENT = `
precision highp float;
uniform sampler2D video;
uniform float lastRow;
varying vec2 at;
void main() {
  vec3 colour = texture2D(video, vec2(at.x, min(at.y * 0.5, lastRow))).rgb;
  float grey = texture2D(video, vec2(at.x, 0.5 + at.y * 0.5)).g;
  float alpha = clamp((grey - 0.03) / 0.94, 0.0, 1.0);
  gl_FragColor = vec4(colour * alpha, alpha);
}`;

/** @returns `undefined` where the browser offers no WebGL. */
export function alphaPainter(canvas: HTMLCanvasElement): AlphaPainter | undefined {
  const gl = canvas.getContext('webgl', { alpha: true, premultipliedAlpha: true, antialias: false, depth: false });
  if (!gl) return undefined;
  let lastRow = gl.isContextLost() ? null : prepared(gl);
  // Without this the browser never restores the context.
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', () => (lastRow = prepared(gl)));
  return {
    draw(video) {
      if (gl.isContextLost()) return false;
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.uniform1f(lastRow, 0.5 - 2.5 / video.videoHeight);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, video);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      return true;
    },
  };
}

/** Compiles the program and sets all that stays as it is. @returns Where the place of the last row is set. */
function prepared(gl: WebGLRenderingContext): WebGLUniformLocation | null {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue; // The context was lost meanwhile; it is prepared again when it is back.
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.bindAttribLocation(program, 0, 'corner');
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, Float32Array.of(-1, -1, 1, -1, -1, 1, 1, 1), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  // A texture whose sides are no powers of two may not repeat.
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  return gl.getUniformLocation(program, 'lastRow');
}

// Raw video frames for the benchmarks of media.

export const SIZE = 512;

/**
 * @returns Textured frames in which an oval sways by fractions of a pixel over a still ground, as a head does. They
 * form a loop.
 */
export function swayingFrames(count = 50) {
  const texture = new Float32Array((SIZE + 40) * SIZE);
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const waves = Array.from({ length: 40 }, () => {
    const frequency = (2 ** (random() * 6.5) * 2 * Math.PI) / SIZE;
    const angle = random() * 2 * Math.PI;
    return [frequency * Math.cos(angle), frequency * Math.sin(angle), random() * 6.28, 3 / (frequency * 20 + 0.1)];
  });
  for (let i = 0; i < texture.length; i++) {
    const x = i % (SIZE + 40);
    const y = Math.floor(i / (SIZE + 40));
    for (const [fx, fy, phase, gain] of waves) texture[i] += gain * Math.sin(fx * x + fy * y + phase);
  }
  return Array.from({ length: count }, (_, n) => swayed(texture, 4 + 4 * Math.sin((2 * Math.PI * n) / count)));
}

function swayed(texture, shift) {
  const data = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
  const whole = Math.floor(shift);
  const part = shift - whole;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const inside = Math.hypot(x - 256 - shift, (y - 256) * 0.8) < 150;
      const at = y * (SIZE + 40) + x + (inside ? whole : 20);
      const grain = inside ? texture[at] * (1 - part) + texture[at + 1] * part : texture[at];
      data[y * SIZE + x] = Math.min(235, Math.max(16, (inside ? 165 : 90) + grain));
    }
  }
  return { data, width: SIZE, height: SIZE };
}

// A process that floods a UDP port with the packets of strangers. Receives { port, ssrc, perSecond, seconds } from its
// parent; sends { sent } when it is done.
import { createSocket } from 'node:dgram';

const TICK_MS = 2;

process.on('message', ({ port, ssrc, perSecond, seconds }) => {
  const packets = strangers(ssrc);
  const socket = createSocket('udp4');
  const startMs = performance.now();
  let sent = 0;
  let onTheirWay = 0;
  const timer = setInterval(() => {
    const passedMs = Math.min(performance.now() - startMs, 1000 * seconds);
    const due = (perSecond * passedMs) / 1000;
    // What the system has not taken yet is not sent faster by being sent again.
    while (sent < due && onTheirWay < perSecond / 10) {
      onTheirWay++;
      socket.send(packets[sent++ % packets.length], port, '127.0.0.1', () => onTheirWay--);
    }
    if (passedMs < 1000 * seconds) return;
    clearInterval(timer);
    socket.close();
    process.send({ sent });
  }, TICK_MS);
});
process.on('disconnect', () => process.exit(0));

/** RTP, a request for a keyframe and a goodbye in the viewer's name, a check for no session, a ClientHello, noise. */
function strangers(ssrc) {
  const named = (head, bytes) => {
    const packet = Buffer.alloc(bytes, 7);
    packet.set(head);
    packet.writeUInt32BE(ssrc, 8);
    return packet;
  };
  return [
    named([0x80, 96, 0, 1], 204),
    named([0x81, 206, 0, 2], 12),
    named([0x81, 203, 0, 2], 12),
    Buffer.from(`000100082112a442${'00'.repeat(12)}0006000461626364`, 'hex'),
    Buffer.concat([Buffer.from('16feff0000000000000000003601', 'hex'), Buffer.alloc(54, 1)]),
    Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 97 + 13) & 0xff)),
    Buffer.alloc(1),
  ];
}

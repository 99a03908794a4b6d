import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Avatar, DevicePicker, LatencyPanel, Transcript, useVisavis } from '@visavis/react';

const options = { url: location.origin, license: async () => (await fetch('/token')).text() };

function Talk() {
  const call = useVisavis(options);
  const open = !['idle', 'ended'].includes(call.state.name);
  return (
    <>
      <h1>In React</h1>
      <Avatar call={call} />
      <p role="status">{call.problem?.message ?? call.state.activity ?? call.state.name}</p>
      <button onClick={open ? call.stop : call.start}>{open ? 'Stop' : 'Talk'}</button> <DevicePicker call={call} />
      <Transcript call={call} />
      <Question ask={call.ask} />
      {call.quality && <p>Connection: {[call.quality.level, ...call.quality.reasons].join(', ')}</p>}
      <LatencyPanel call={call} />
    </>
  );
}

function Question({ ask }) {
  const [text, setText] = useState('');
  const send = (event) => {
    event.preventDefault();
    if (ask(text)) setText('');
  };
  return (
    <form onSubmit={send}>
      <input aria-label="Your question" value={text} onChange={(event) => setText(event.target.value)} />{' '}
      <button>Ask</button>
    </form>
  );
}

createRoot(document.getElementById('root')).render(<Talk />);

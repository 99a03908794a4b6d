// A face at the door: answers from a knowledge file, shows the menu, books tables, and says good-bye.
import '@visavis/element';

const find = (selector) => document.querySelector(selector);

/** Tools of the face; without a language model, the examples decide when one is called. */
const tools = [
  {
    name: 'show_menu',
    description:
      'Shows the menu on the page. Examples: "show me the menu", "what can I eat here", "what is for dinner"',
    handler() {
      find('#menu').hidden = false;
      return 'Here is our menu.';
    },
  },
  {
    name: 'book_table',
    description: 'Books a table. Examples: "book a table", "I want to have dinner here"',
    parameters: {
      type: 'object',
      properties: {
        area: { type: 'string', enum: ['garden', 'main hall'] },
        guests: { type: 'integer', description: 'For how many guests?' },
      },
      required: ['area', 'guests'],
    },
    handler({ area, guests }) {
      const booked = document.createElement('li');
      booked.textContent = `${guests} in the ${area}`;
      find('#bookings').append(booked);
      return `I have booked a table for ${guests} in the ${area}.`;
    },
  },
  {
    name: 'end_conversation',
    description: 'Ends the conversation.',
    handler: () => leaveWhenSaid(),
  },
];

const face = find('visavis-avatar');
face.setAttribute('server', location.origin);
face.token = async () => (await fetch('/token')).text();
face.tools = tools;

/** Hangs up once the good-bye, which follows this result, has been heard. */
function leaveWhenSaid() {
  const hangUp = ({ detail: { from, to } }) => {
    if (from.activity !== 'speaking' || to.activity !== 'listening') return;
    face.removeEventListener('visavis-state', hangUp);
    face.stop();
  };
  face.addEventListener('visavis-state', hangUp);
  return 'ok';
}

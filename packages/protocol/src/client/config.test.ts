import { expect, it } from 'vitest';
import { readConfig } from './config.js';

const read = (wire: Record<string, unknown>) => readConfig(wire);

it.each([
  [{ tool_choice: 'required' }, { toolChoice: 'required' }],
  [{ tool_choice: { type: 'function', name: 'end' } }, { toolChoice: { name: 'end' } }],
  [{ tool_choice: { type: 'function', function: { name: 'end' } } }, { toolChoice: { name: 'end' } }],
  [{ modalities: ['text', 'audio'] }, { modalities: 'audio' }],
  [{ output_modalities: ['text'] }, { modalities: 'text' }],
  [{ input_audio_transcription: null }, { transcription: false }],
  [{ audio: { input: { transcription: { model: 'whisper-1' } } } }, { transcription: true }],
])('reads %j', (wire, config) => {
  expect(read(wire)).toEqual({ config, ignored: [] });
});

it.each([
  [{ tool_choice: 'perhaps' }, 'toolChoice'],
  [{ modalities: ['smell'] }, 'modalities'],
  [{ input_audio_transcription: 'yes' }, 'transcription'],
])('names %j as not understood', (wire, name) => {
  expect(read(wire)).toEqual({ config: {}, ignored: [name] });
});

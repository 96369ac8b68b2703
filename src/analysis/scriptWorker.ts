import { onRequest, reply } from 'platform/workerPort';
import { createScriptReader } from './scriptReader';
import type { ReadPart, ScriptReply, ScriptRequest } from './scriptRpc';

const reader = createScriptReader();

onRequest((message) => {
  const request = message as ScriptRequest;
  switch (request.type) {
    case 'source':
      return reader.setSource(request.path, request.text);
    case 'forget':
      return reader.forget(request.key);
    case 'read':
      reply({ type: 'read', id: request.id, parts: read(request) } satisfies ScriptReply, []);
  }
});

/** A text that cannot be read says nothing: the others are still read. */
function read(request: Extract<ScriptRequest, { type: 'read' }>): ReadPart[] {
  try {
    return reader.read(request);
  } catch {
    reader.forget(request.key);
    return request.parts.map(() => ({ sites: [], findings: [] }));
  }
}

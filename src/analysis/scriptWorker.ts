import { onRequest, reply } from 'platform/workerPort';
import { createScriptReader } from './scriptReader';
import type { ScriptReply, ScriptRequest } from './scriptRpc';

const reader = createScriptReader();

onRequest((message) => {
  const request = message as ScriptRequest;
  switch (request.type) {
    case 'project':
      return reader.setProject(request.sources);
    case 'forget':
      return reader.forget(request.path);
    case 'read':
      reply({ type: 'read', id: request.id, parts: reader.read(request) } satisfies ScriptReply, []);
  }
});

import { readFileSync } from 'node:fs';

import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  operationId?: string;
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

/** Qovery's OpenAPI document, as a judge of what was sent and answered. */
export interface OpenApi {
  /** The addresses of its operations, as it writes them. */
  addresses(): string[];
  /** The `operationId` of a request, found by its method and its path; undefined if the document has none. */
  operationOf(method: string, path: string): string | undefined;
  /** What is wrong with the body of a request: nothing, if the list is empty. A field that is not known is wrong. */
  problemsOfRequest(operationId: string, body: unknown): string[];
  /** Which parameters of an address the document does not know. */
  problemsOfQuery(operationId: string, query: string): string[];
  /** What is wrong with the body of an answer that tells of success. */
  problemsOfAnswer(operationId: string, body: unknown): string[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** A slice of Qovery's document, with what the sandbox plays: see scripts/slice-openapi.ts. */
const SLICE = new URL('../fixtures/qovery-openapi.json', import.meta.url);

export function readOpenApi(): OpenApi {
  const document = JSON.parse(readFileSync(SLICE, 'utf8')) as Json;
  const root = translated(document) as Json;
  const ajv = new Ajv2019({ strict: false, allErrors: true, discriminator: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...root, $id: 'openapi' });

  const operations = new Map<string, Operation>();
  const paths: { method: string; template: RegExp; id: string }[] = [];
  for (const [path, item] of Object.entries(root['paths'] as Record<string, Record<string, Operation>>)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation?.operationId === undefined) continue;
      operations.set(operation.operationId, operation);
      const template = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      paths.push({ method: method.toUpperCase(), template, id: operation.operationId });
    }
  }
  // Where a fixed path and one with a parameter fit, the fixed one is meant.
  const variables = ({ template }: { template: RegExp }): number => template.source.split('[^/]+').length;
  paths.sort((a, b) => variables(a) - variables(b));

  const compiled = new Map<string, ValidateFunction>();
  const problems = (name: string, schema: () => unknown, body: unknown): string[] => {
    const validate = compiled.get(name) ?? ajv.compile(schema() as Json);
    compiled.set(name, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${name}: ${instancePath || 'the body'} ${message ?? 'is wrong'}`,
    );
  };
  const operation = (id: string): Operation => {
    const found = operations.get(id);
    if (!found) throw new Error(`The OpenAPI document knows no operation ${id}.`);
    return found;
  };
  const jsonOf = (part: unknown): unknown => {
    const content = (resolved(root, part) as Json | undefined)?.['content'] as
      Record<string, { schema?: unknown }> | undefined;
    return content?.['application/json']?.schema;
  };

  return {
    addresses: () => Object.keys(root['paths'] as Json),
    operationOf: (method, path) => paths.find((one) => one.method === method && one.template.test(path))?.id,
    problemsOfRequest: (id, body) => {
      const schema = jsonOf(operation(id).requestBody);
      if (schema === undefined) return body === undefined ? [] : [`request of ${id}: the body has no schema`];
      return problems(
        `request of ${id}`,
        () => ({ ...absolute(schema), type: 'object', unevaluatedProperties: false }),
        body,
      );
    },
    problemsOfQuery: (id, query) => {
      const known = (operation(id).parameters ?? []).map((one) => (resolved(root, one) ?? one) as Json);
      const names = known.filter((one) => one['in'] === 'query').map((one) => one['name']);
      return [...new URLSearchParams(query).keys()]
        .filter((name) => !names.includes(name))
        .map((name) => `request of ${id}: the parameter ${name} is not known`);
    },
    problemsOfAnswer: (id, body) => {
      const successes = Object.entries(operation(id).responses ?? {}).filter(([status]) => /^2/.test(status));
      const schemas = successes.map(([, part]) => jsonOf(part)).filter((schema) => schema !== undefined);
      if (schemas.length === 0)
        return body === undefined || body === '' ? [] : [`answer of ${id}: the body has no schema`];
      return problems(`answer of ${id}`, () => ({ anyOf: schemas.map(absolute) }), body);
    },
  };
}

/** Schemas are compiled one by one, so references name the whole document. */
function absolute(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')) as Json;
}

function resolved(root: Json, part: unknown): unknown {
  const reference = (part as { $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return part;
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Json | undefined)?.[name], root);
}

/** From OpenAPI 3.0 to JSON Schema: `nullable`, and discriminators, which tell the one schema that counts. */
function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, discriminator, ...rest } = value as Json;
  let schema: Json = Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, translated(one)]));
  const { propertyName, mapping } = (discriminator ?? {}) as {
    propertyName?: string;
    mapping?: Record<string, string>;
  };
  if (propertyName !== undefined && mapping !== undefined && 'oneOf' in schema) {
    const { oneOf, ...others } = schema;
    void oneOf;
    const choices = Object.entries(mapping).map(([name, $ref]) => ({
      allOf: [
        { type: 'object', required: [propertyName], properties: { [propertyName]: { const: name } } },
        { $ref },
      ],
    }));
    schema = { ...others, oneOf: choices };
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

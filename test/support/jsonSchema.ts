/** Checks data against the part of JSON Schema that docs/schema uses. Throws on a keyword that it does not know, so that none is ignored. */
import { readFileSync } from 'node:fs';

type Schema = Readonly<Record<string, unknown>>;

export function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../docs/schema/${name}`, import.meta.url), 'utf8')) as Schema;
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value);

/** One sentence for each violation. */
export function schemaErrors(root: Schema, value: unknown, schema: Schema = root, at = '$'): string[] {
  const check = (part: unknown, item: unknown, where: string): string[] => schemaErrors(root, item, part as Schema, where);
  return Object.entries(schema).flatMap(([keyword, rule]): string[] => {
    const fails = (isWrong: boolean): string[] => (isWrong ? [`${at}: ${keyword} ${JSON.stringify(rule)}, but ${JSON.stringify(value)}`] : []);
    switch (keyword) {
      case '$schema':
      case '$defs':
      case 'title':
      case 'description':
        return [];
      case '$ref':
        return check((root['$defs'] as Schema)[(rule as string).replace('#/$defs/', '')], value, at);
      case 'type': {
        const type = typeOf(value);
        return fails(![rule].flat().some((each) => each === type || (each === 'number' && type === 'integer')));
      }
      case 'enum':
        return fails(!(rule as unknown[]).includes(value));
      case 'anyOf':
        return fails((rule as unknown[]).every((each) => check(each, value, at).length > 0));
      case 'required':
        return (rule as string[]).filter((key) => !Object.hasOwn(value as object, key)).map((key) => `${at} lacks ${key}`);
      case 'additionalProperties':
        return Object.keys(value as object).filter((key) => !Object.hasOwn(schema['properties'] as object, key)).map((key) => `${at} has ${key}`);
      case 'properties':
        return Object.entries(rule as object).flatMap(([key, part]) => (Object.hasOwn(value as object, key) ? check(part, (value as Schema)[key], `${at}.${key}`) : []));
      case 'items':
        return Array.isArray(value) ? value.flatMap((item, index) => check(rule, item, `${at}[${index}]`)) : [];
      case 'minItems':
        return fails(Array.isArray(value) && value.length < (rule as number));
      case 'maxItems':
        return fails(Array.isArray(value) && value.length > (rule as number));
      case 'minLength':
        return fails(typeof value === 'string' && value.length < (rule as number));
      case 'minimum':
        return fails(typeof value === 'number' && value < (rule as number));
      case 'maximum':
        return fails(typeof value === 'number' && value > (rule as number));
      default:
        throw new Error(`this test does not know the keyword ${keyword}`);
    }
  });
}

/**
 * Settings. Owns: which settings hold for a document, and reading them out of what clients send. Must not know rules by name.
 */
import type { Connection, InitializeParams } from 'vscode-languageserver';
import { defaultConfig, type Config } from '../rules/config.ts';
import type { ClientFeatures } from './capabilities.ts';
import { described, logTo } from './log.ts';

const presets: readonly string[] = ['recommended', 'buildkit', 'all'] satisfies Config['preset'][];
const severities: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'] satisfies Config['severity'][string][];

/**
 * The settings of the section `drydock`. A client that can be asked is asked once per document; for others those of `initializationOptions`
 * or the last didChangeConfiguration hold. Equal settings are one object, so that caches which hang on it last.
 */
export class ConfigurationStore {
  readonly #connection: Connection;
  readonly #byUri = new Map<string, Config | Promise<Config>>();
  readonly #interned = new Map<string, Config>([[keyOf(defaultConfig), defaultConfig]]);
  #pushed: Config = defaultConfig;
  /** The setting `build.context` by document. */
  readonly #contexts = new Map<string, string>();
  readonly #listeners: (() => void)[] = [];
  #pushedContext = '';
  #asks = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialize(params: InitializeParams, client: ClientFeatures): void {
    this.#asks = client.configuration;
    this.#push(sectionOf(params.initializationOptions));
  }

  /** The folder that is the build context, as the setting has it; '' without one, and before the settings have come. */
  buildContext(uri: string): string {
    return this.#asks ? (this.#contexts.get(uri) ?? '') : this.#pushedContext;
  }

  /** Calls back when settings have changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The settings for a document; a promise only while the client is being asked. Never rejects. */
  get(uri: string): Config | Promise<Config> {
    if (!this.#asks) return this.#pushed;
    let config = this.#byUri.get(uri);
    if (config === undefined) {
      const asked: Promise<Config> = this.#ask(uri).then((answer) => {
        if (this.#byUri.get(uri) === asked) this.#byUri.set(uri, answer);
        return answer;
      });
      this.#byUri.set(uri, (config = asked));
    }
    return config;
  }

  /** For a document that is closed. */
  forget(uri: string): void {
    this.#byUri.delete(uri);
    this.#contexts.delete(uri);
  }

  /** The client says that settings changed; `settings` is what came with it, which may be nothing. */
  change(settings: unknown): void {
    this.#byUri.clear();
    if (!this.#asks) this.#push(sectionOf(settings));
    for (const listener of this.#listeners) listener();
  }

  async #ask(uri: string): Promise<Config> {
    try {
      const section: unknown = await this.#connection.workspace.getConfiguration({ scopeUri: uri, section: 'drydock' });
      this.#contexts.set(uri, buildContextFrom(section));
      return this.#read(section);
    } catch (error) {
      logTo(this.#connection, 'warn', `The client did not give its settings: ${described(error)}`);
      return this.#pushed;
    }
  }

  #push(section: unknown): void {
    this.#pushed = this.#read(section);
    this.#pushedContext = buildContextFrom(section);
  }

  #read(section: unknown): Config {
    const config = configFrom(section);
    const key = keyOf(config);
    const known = this.#interned.get(key);
    if (known) return known;
    this.#interned.set(key, config);
    return config;
  }
}

/** The rules' configuration in a `drydock` section. What is missing or makes no sense is as if it were not there. */
export function configFrom(section: unknown): Config {
  const { preset, severity } = objectOf(section);
  return {
    preset: presets.includes(preset as string) ? (preset as Config['preset']) : defaultConfig.preset,
    severity: Object.fromEntries(Object.entries(objectOf(severity)).filter(([, value]) => severities.includes(value as string))) as Config['severity'],
  };
}

function buildContextFrom(section: unknown): string {
  const { context } = objectOf(objectOf(section)['build']);
  return typeof context === 'string' ? context : '';
}

/** Clients send the section itself or the settings around it. */
function sectionOf(settings: unknown): unknown {
  return objectOf(settings)['drydock'] ?? settings;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function keyOf(config: Config): string {
  return JSON.stringify([config.preset, Object.entries(config.severity).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

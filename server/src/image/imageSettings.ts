/**
 * What an image sets for its containers. Owns: reading it out of an image's config as engines and archives write it. Must not know Dockerfiles; never throws:
 * what is not of the expected form counts as not set.
 */

export interface Healthcheck {
  /** ["NONE"], ["CMD", …] or ["CMD-SHELL", command]. */
  readonly test: readonly string[];
  /** As Go writes durations, "1m30s"; "0s" when not set. */
  readonly interval: string;
  readonly timeout: string;
  readonly startPeriod: string;
  readonly startInterval: string;
  readonly retries: number;
}

/** Lists are empty and texts are '' where the image sets nothing. */
export interface ImageSettings {
  readonly env: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly cmd: readonly string[];
  readonly entrypoint: readonly string[];
  readonly shell: readonly string[];
  readonly stopSignal: string;
  readonly healthcheck: Healthcheck | undefined;
  readonly onbuild: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** `config` is the config's part "config" of an archive, or "Config" of an engine's answer. */
export function settingsOf(config: Json): ImageSettings {
  return {
    env: new Map(texts(config['Env']).map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)])),
    labels: new Map(Object.entries(object(config['Labels'])).map(([name, value]) => [name, String(value)])),
    ports: Object.keys(object(config['ExposedPorts'])),
    volumes: Object.keys(object(config['Volumes'])),
    user: text(config['User']),
    workingDir: text(config['WorkingDir']),
    cmd: texts(config['Cmd']),
    entrypoint: texts(config['Entrypoint']),
    shell: texts(config['Shell']),
    stopSignal: text(config['StopSignal']),
    healthcheck: healthcheckOf(object(config['Healthcheck'])),
    onbuild: texts(config['OnBuild']),
  };
}

function healthcheckOf(check: Json): Healthcheck | undefined {
  const test = texts(check['Test']);
  if (test.length === 0) return undefined;
  return {
    test, interval: goDuration(check['Interval']), timeout: goDuration(check['Timeout']), startPeriod: goDuration(check['StartPeriod']),
    startInterval: goDuration(check['StartInterval']), retries: Number(check['Retries']) || 0,
  };
}

/** Go's text of nanoseconds: "1h30m0s", "1.5s", "20ms". */
function goDuration(value: unknown): string {
  const nanoseconds = Number(value) || 0;
  if (nanoseconds <= 0) return '0s';
  for (const [unit, size] of [['ns', 1], ['µs', 1e3], ['ms', 1e6]] as const) {
    if (nanoseconds < 1e9 && nanoseconds < size * 1e3) return `${nanoseconds / size}${unit}`;
  }
  const seconds = nanoseconds / 1e9;
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${Math.floor(seconds / 60) % 60}m` : ''}${Number((seconds % 60).toFixed(9))}s`;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? value as Json : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

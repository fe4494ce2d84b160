import { describe, expect, test } from 'vitest';
import { checkCompletion, itemAt, labelsAt } from '../../../support/checkCompletion.ts';

const dollar = '$'; // So that `$` and the mark `$0` can be told apart.
const head = 'ARG GLOBAL=1\nFROM alpine\nARG LOCAL=2\nENV SET=3\n';

describe('which', () => {
  test('in an instruction that the builder expands: ARG and ENV of the stage so far', () => {
    expect(labelsAt(`${head}WORKDIR /${dollar}$0\nARG LATER`)).toEqual(['LOCAL', 'PATH', 'SET']);
  });

  test.each(['WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'COPY a', 'ADD a', 'ENV A=', 'LABEL a='])('%s', (instruction) => {
    expect(labelsAt(`${head}${instruction}${dollar}{$0`)).toEqual(instruction.endsWith('=') || instruction.includes(' ') ? ['LOCAL', 'PATH', 'SET'] : []);
    expect(labelsAt(`${head}${instruction} ${dollar}{L$0`)).toEqual(['LOCAL', 'PATH', 'SET']);
  });

  test('FROM: ARGs before the first FROM and the platform', () => {
    const labels = labelsAt(`${head}FROM ${dollar}$0`);
    expect(labels[0]).toBe('GLOBAL');
    expect(labels).toEqual(expect.arrayContaining(['BUILDPLATFORM', 'TARGETARCH']));
    expect(labels).not.toContain('LOCAL');
  });

  test('RUN: proxies too', () => {
    expect(labelsAt(`${head}RUN echo ${dollar}$0`)).toEqual(expect.arrayContaining(['LOCAL', 'SET', 'HTTP_PROXY', 'no_proxy']));
    expect(labelsAt(`${head}RUN --network=none \\\n  echo "${dollar}{$0`)).toContain('LOCAL');
  });

  test.each(['CMD', 'ENTRYPOINT exec', 'HEALTHCHECK CMD'])('%s runs in the container, which has no ARG', (instruction) => {
    expect(labelsAt(`${head}${instruction} x ${dollar}$0`)).toEqual(['PATH', 'SET']);
  });

  test('a container has what any line of the stage sets with ENV', () => {
    expect(labelsAt(`${head}ARG SET=9\nCMD echo ${dollar}$0\nENV LATER=1`)).toEqual(['LATER', 'PATH', 'SET']);
    expect(itemAt(`${head}ARG SET=9\nCMD echo ${dollar}$0`, 'SET').detail).toBe('ENV = 3');
  });

  test('behind very many stages the names alone, each looked up once', () => {
    const chain = Array.from({ length: 300 }, (_, index) => `FROM ${index === 0 ? 'a' : `s${index - 1}`} AS s${index}\nENV V${index}=1\n`).join('');
    expect(labelsAt(`${chain}USER ${dollar}$0`)).toHaveLength(301);
  });

  test('an ARG without a value, and one from the base stage', () => {
    expect(itemAt(`FROM a AS base\nARG NONE\nENV E=1\nFROM base\nUSER ${dollar}$0`, 'NONE').detail).toBe('ARG without a value');
    expect(labelsAt(`FROM a AS base\nENV E=1\nFROM base\nUSER ${dollar}$0`)).toContain('E');
  });

  test('an ARG sees the pairs before it', () => {
    expect(labelsAt(`FROM scratch\nARG A=1 B=${dollar}$0 C=2`)).toEqual(['A', 'PATH']);
  });

  test('heredocs: of COPY unless quoted, of RUN always', () => {
    expect(labelsAt(`${head}COPY <<EOF /x\n'a ${dollar}$0\nEOF\n`)).toContain('LOCAL');
    expect(labelsAt(`${head}COPY <<'EOF' /x\na ${dollar}$0\nEOF\n`)).toEqual([]);
    expect(labelsAt(`${head}RUN <<EOF\na ${dollar}$0\nEOF\n`)).toContain('HTTP_PROXY');
    expect(labelsAt(`${head}RUN <<EOF\na ${dollar}$0`)).toContain('LOCAL');
  });

  test.each([
    ['between single quotes', `ENV A='${dollar}$0`],
    ['escaped', `ENV A=\\${dollar}$0`],
    ['in a comment', `# ${dollar}$0`],
    ['in the JSON form of a command', `CMD ["a", "${dollar}$0"]`],
    ['in the JSON form of RUN', `RUN ["a", "${dollar}$0"]`],
    ['in --from', `COPY --from=${dollar}$0 a b`],
    ['without a dollar', 'WORKDIR /L$0'],
  ])('none %s', (_, line) => {
    expect(labelsAt(`${head}${line}`).filter((label) => ['LOCAL', 'SET', 'PATH'].includes(label))).toEqual([]);
  });

  test('in double quotes, and behind a quoted part', () => {
    expect(labelsAt(`${head}ENV A="${dollar}$0"`)).toContain('LOCAL');
    expect(labelsAt(`${head}ENV A='x' B=${dollar}$0`)).toContain('LOCAL');
    expect(labelsAt(`${head}COPY ["a", "${dollar}$0"]`)).toContain('LOCAL');
  });

  test('the escape character of the file', () => {
    expect(labelsAt(`# escape=\`\n${head}ENV A=\`${dollar}$0`)).toEqual([]);
    expect(labelsAt(`# escape=\`\n${head}ENV A=C:\\${dollar}$0`)).toContain('LOCAL');
  });
});

describe('what stands beside it', () => {
  test('where the value comes from, and the value', () => {
    expect(itemAt(`${head}USER ${dollar}$0`, 'LOCAL').detail).toBe('ARG = 2');
    expect(itemAt(`${head}USER ${dollar}$0`, 'SET').detail).toBe('ENV = 3');
    expect(itemAt(`${head}ARG GLOBAL\nUSER ${dollar}$0`, 'GLOBAL').detail).toMatch(/= 1$/);
    expect(itemAt(`${head}ENV LOCAL=4\nUSER ${dollar}$0`, 'LOCAL').detail).toBe('ENV = 4');
    expect(itemAt(`${head}RUN ${dollar}$0`, 'HTTP_PROXY').detail).toBe('proxy');
  });

  test('the frontend that it needs', () => {
    expect(itemAt(`FROM a\nFROM ${dollar}$0`, 'TARGETSTAGE').detail).toContain('Dockerfile 1.11');
  });

  test('a long value is shortened', () => {
    expect(itemAt(`FROM a\nENV L=${'x'.repeat(500)}\nUSER ${dollar}$0`, 'L').detail!.length).toBeLessThan(80);
  });
});

describe('what taking one writes', () => {
  test('after a dollar', () => {
    checkCompletion(`${head}WORKDIR /${dollar}L$0/x`, 'LOCAL', `${head}WORKDIR /${dollar}LOCAL$0/x`);
    checkCompletion(`${head}WORKDIR /${dollar}L$0OLD/x`, 'LOCAL', `${head}WORKDIR /${dollar}LOCAL$0/x`);
  });

  test('in braces, which are closed when they are not', () => {
    checkCompletion(`${head}WORKDIR /${dollar}{$0`, 'LOCAL', `${head}WORKDIR /${dollar}{LOCAL}$0`);
    checkCompletion(`${head}WORKDIR /${dollar}{L$0}/x`, 'LOCAL', `${head}WORKDIR /${dollar}{LOCAL$0}/x`);
    checkCompletion(`${head}WORKDIR /${dollar}{L$0:-d}/x`, 'LOCAL', `${head}WORKDIR /${dollar}{LOCAL$0:-d}/x`);
    checkCompletion(`${head}ENV A="${dollar}{$0"`, 'LOCAL', `${head}ENV A="${dollar}{LOCAL}$0"`);
    checkCompletion(`${head}ENV A=${dollar}{$0 B=c`, 'LOCAL', `${head}ENV A=${dollar}{LOCAL}$0 B=c`);
    checkCompletion(`${head}ENV A=${dollar}{$0/b`, 'LOCAL', `${head}ENV A=${dollar}{LOCAL}$0/b`);
  });

  test('with CRLF and on a continuation line', () => {
    checkCompletion(`FROM a\r\nENV X=1\r\nRUN a \\\r\n  ${dollar}$0\r\nUSER b`, 'X', `FROM a\r\nENV X=1\r\nRUN a \\\r\n  ${dollar}X$0\r\nUSER b`);
  });
});

describe('behind ARG in a stage', () => {
  test('what is outside and needs the ARG', () => {
    const labels = labelsAt(`${head}ARG $0`);
    expect(labels[0]).toBe('GLOBAL');
    expect(labels).toEqual(expect.arrayContaining(['TARGETARCH', 'BUILDPLATFORM']));
    expect(labelsAt(`${head}ARG GLOBAL\nARG TARGETOS $0`)).not.toContain('GLOBAL');
  });

  test('not before the first FROM, and not in a default', () => {
    expect(labelsAt('ARG A\nARG $0')).toEqual([]);
    expect(labelsAt(`${head}ARG X=$0`)).toEqual([]);
  });
});

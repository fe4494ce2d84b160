import { describe, expect, test } from 'vitest';
import { checkCompletion, labelsAt } from '../../../support/checkCompletion.ts';

test('STOPSIGNAL takes signals', () => {
  expect(labelsAt('FROM a\nSTOPSIGNAL $0')).toEqual(expect.arrayContaining(['SIGTERM', 'SIGQUIT', 'SIGINT']));
  checkCompletion('FROM a\nSTOPSIGNAL SIGQ$0', 'SIGQUIT', 'FROM a\nSTOPSIGNAL SIGQUIT$0');
  expect(labelsAt('FROM a\nSTOPSIGNAL SIGQUIT $0')).toEqual([]);
});

describe('HEALTHCHECK', () => {
  test('flags, CMD and NONE; with flags no NONE', () => {
    expect(labelsAt('FROM a\nHEALTHCHECK $0').slice(0, 2)).toEqual(['CMD', 'NONE']);
    expect(labelsAt('FROM a\nHEALTHCHECK --interval=1s $0')).toEqual(['CMD', '--timeout=', '--start-period=', '--start-interval=', '--retries=']);
    expect(labelsAt('FROM a\nHEALTHCHECK --interval=1s \\\n  C$0')).toEqual(['CMD']);
    expect(labelsAt('FROM a\nHEALTHCHECK NONE $0')).toEqual([]);
  });

  test('what taking one writes', () => {
    checkCompletion('FROM a\nHEALTHCHECK C$0', 'CMD', 'FROM a\nHEALTHCHECK CMD $0');
    checkCompletion('FROM a\nHEALTHCHECK C$0M curl', 'CMD', 'FROM a\nHEALTHCHECK CMD $0curl');
    checkCompletion('FROM a\nHEALTHCHECK CMD $0', '["executable", "argument"]', 'FROM a\nHEALTHCHECK CMD ["$0executable", "argument"]');
  });
});

describe('the JSON form', () => {
  test.each([['CMD', '["executable", "argument"]'], ['ENTRYPOINT', '["executable"]'], ['VOLUME', '["/data"]'], ['SHELL', '["/bin/bash", "-o", "pipefail", "-c"]']])('%s', (name, label) => {
    expect(labelsAt(`FROM a\n${name} $0`)).toContain(label);
    expect(labelsAt(`FROM a\n${name} x $0`)).toEqual([]);
  });

  test('what taking one writes', () => {
    checkCompletion('FROM a\nENTRYPOINT $0', '["executable"]', 'FROM a\nENTRYPOINT ["$0executable"]');
    checkCompletion('FROM a\nONBUILD ENTRYPOINT $0', '["executable"]', 'FROM a\nONBUILD ENTRYPOINT ["$0executable"]');
  });

  test('not where arguments follow', () => {
    expect(labelsAt('FROM a\nCMD $0 x')).toEqual([]);
  });
});

test('EXPOSE takes a protocol behind a port', () => {
  expect(labelsAt('FROM a\nEXPOSE 80/$0')).toEqual(['tcp', 'udp', 'sctp']);
  expect(labelsAt('FROM a\nEXPOSE 80 $0')).toEqual([]);
  checkCompletion('FROM a\nEXPOSE 53/u$0 80', 'udp', 'FROM a\nEXPOSE 53/udp$0 80');
});

test('LABEL takes the keys that tools agree on, each once', () => {
  expect(labelsAt('FROM a\nLABEL $0')[0]).toBe('org.opencontainers.image.source');
  expect(labelsAt('FROM a\nLABEL org.opencontainers.image.source=x \\\n  $0 \\\n  org.opencontainers.image.title=y')).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/image\.(?:source|title)$/)]),
  );
  checkCompletion('FROM a\nLABEL ver$0', 'org.opencontainers.image.version', 'FROM a\nLABEL org.opencontainers.image.version=$0');
  checkCompletion('FROM a\nLABEL org.open$0x="1" b=c', 'org.opencontainers.image.version', 'FROM a\nLABEL org.opencontainers.image.version$0="1" b=c');
});

test.each(['USER $0', 'WORKDIR $0', 'MAINTAINER $0', 'RUN apt-get $0', 'ENV A$0', 'LABEL a=$0', 'LABEL "a$0', 'FOO $0', 'COPY a $0'])('nothing at %s', (line) => {
  expect(labelsAt(`FROM a\n${line}`)).toEqual([]);
});

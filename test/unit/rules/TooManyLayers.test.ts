import { testRule } from '../../support/ruleTester.ts';

const layers = (count: number, first = 1): string => Array.from({ length: count }, (_, index) => `RUN echo ${first + index}\n`).join('');
const label = '#~@0+3 warning TooManyLayers: From here on the image has more than 127 layers, which storage drivers refuse; join RUN instructions\n';

testRule('TooManyLayers', {
  invalid: [
    { text: `FROM alpine\n${layers(127)}${label}${layers(2, 128)}` },
    { name: 'the layers of a base stage too', text: `FROM scratch AS a\n${layers(100)}FROM a\n${layers(28)}${label}` },
  ],
  valid: [`FROM alpine\n${layers(126)}ENV A=1\n`, `FROM alpine\n${layers(100)}FROM alpine\n${layers(100)}`],
});

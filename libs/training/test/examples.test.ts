import { describeExamples } from '@pneumo/testing';
import './quietCpu.ts';

describeExamples(import.meta.url);

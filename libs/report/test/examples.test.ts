import { describeExamples } from '@pneumo/testing';

describeExamples(import.meta.url);

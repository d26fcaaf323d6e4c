-- Tables of version 0001
COPY applied_tap FROM STDIN;
4	3456f717-ee4f-4023-b97b-2ce1247b917c	9bd66e01ee158db0dacd815c7c26ddbfa377f9b11c2efcd8400a2f38be0abcf0	2026-11-23 09:00:00+00		\N	f	\N
4	50f92593-e4b2-44c1-80b4-029514dbba60	6900d130028dea7e091db046e5f2d370e1fe56398f7c21eaf0c2bd7f0228968b	2026-11-23 09:00:00+00		\N	f	\N
4	ad15f6d7-350c-4b40-869d-27301d3ed425	4ee6535e6c82733a729d0415469d1b731200be80c7f8e9ff71de48d4d9e2f31c	2026-11-23 09:00:00+00		\N	f	\N
4	f5d1afaf-4b6a-463d-9414-bd9ff641a908	4e953c7b287820d8c6999ed738ad00bb6cd64b48c3792117d19fc21992254877	2026-11-23 09:00:00+00		\N	f	\N
4	eb34fa07-042f-4f40-b57c-5b0562b4becd	8b27573d1c5a2d05c24e32f0a5088409b6790b7c50e864a74af144566b7290e7	2026-11-23 09:00:00+00		\N	f	\N
4	c41f3047-80a5-4254-9530-329f11ee1cd9	9fa380332b84b21bdc4bf650992038cba9ecefb9426c0d25b8e95b98b850822d	2026-11-23 09:00:00+00		\N	f	\N
1	2131f714-fc51-4ab2-9c26-da81bc298780	67e68dae03d88a998f40da2d4afe7ac63a9c0b7693625bf2bd05dd9acb105849	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
2	facdb70a-e967-4fc7-9803-b504e8ef7cb5	579ac8f39d4d5febc01274334e389a21344dfe1e621e273fba3322882dc33dc2	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
2	36ea6d0c-f86f-40ca-9e6e-7e0a093dfabd	593849e255b0afb8baf83b3b953c70979816cce0ee7482e822a7048791b605b8	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
1	e9daaed9-92cf-4044-9b86-bb2c0446778b	4fa01b551c40717b5a51b06043632bb0a91db522dcc561c42b47f833c27f0a18	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
1	5fc24cc1-a2ae-4fb3-bcaa-88158d75213a	ecc2f47b00d5de111a1f08e26c0b49e1f25121f119a2f115df8c71422e6ec677	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
1	b6d83ff0-b953-4a09-90f2-7e10a4dcdaca	43f6241c210d6e37ec647e68243da138db503787a1a33e65362f455baa538a63	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
2	e69b038f-71e2-47c2-ac7d-f122adaeebf2	7570528eae65b8bc1f06cf1f90831b93511c846efed900504856fb081d5dcc1e	2026-11-23 09:00:00+00	Y6T4	\N	f	\N
2	133d6c20-ee47-4fb6-860a-c95d0842f2fb	2acc04bfee1927d13f37b9f7e2b12830d5491dc8fc15394e2012b346c32224d0	2026-11-23 09:20:00+00	Y6T4	\N	f	\N
3	1a55943b-cefd-4a84-a3e2-c6dc91e9e792	b7d2cb92e17f45ee9f175a39d511842414b0739d3aec8d38aade9619ef60f05e	2026-11-23 09:20:00+00	Y6T4	\N	f	\N
2	89304a74-4f97-47d6-b842-900eb1e2d7a7	ab24ca635db0e61999c311d05c9477f1fefb0d24e2f04d746e16faae879d7c28	2026-11-23 13:30:00+00	K2M6	\N	f	\N
1	4edb6d2f-44bc-4546-904f-8ede94d2b755	ff46f0981b733848dde7801d3f3b3f00522457fdcc9f327090a4cbfd3cdf7da6	2026-11-23 13:30:00+00	Y6MQ	\N	f	\N
3	8d6b2d35-0547-416b-b5d6-c6a1abccd932	57c7f8db9103106f0a53faa7fb75ec3dcbcdd31c8bda8a72a848ef8ab7d3c6a9	2026-11-23 13:30:00+00	Y6MQ	\N	f	\N
\.
COPY authority FROM STDIN;
1	employee	Up to 20 euros\nA taxi home
\.
COPY deferred_nudge FROM STDIN;
1	issue:2	2	2026-11-23 13:10:00+00
\.
COPY device FROM STDIN;
4	4	8561a052cf0400c73ebe774746c11bd0f3457ebe8efb45116c62fbc06ebea6c3	Chrome on Android	0	2026-11-23 09:00:00+00	2026-11-23 09:00:00+00	2027-02-21 09:00:00+00	\N
5	5	32293252d6d4271a925561bf8e10b7fcfeaeca5aa2e339a9e9375ee30fcba6dc	Chrome on Android	0	2026-11-23 09:00:00+00	2026-11-23 09:00:00+00	2027-02-21 09:00:00+00	\N
2	2	9580e88d05d5ef838ab9e6e5007fc3ad1be4ea4acf21784f11dc05feb2f40530	Chrome on Android	0	2026-11-23 09:00:00+00	2026-11-23 13:30:00+00	2027-02-21 09:00:00+00	\N
1	1	acd0e9f0852b4d481d7664b1561a8c4b213aa580d7c726d08c010e313f4d880f	Chrome on Android	0	2026-11-23 09:00:00+00	2026-11-23 13:30:00+00	2027-02-21 09:00:00+00	\N
3	3	9a503366390650cabd01db1146bae2dbe30ce3ce601c8307845df8ce713833c8	Chrome on Android	0	2026-11-23 09:00:00+00	2026-11-23 13:30:00+00	2027-02-21 09:00:00+00	\N
\.
COPY erasure FROM STDIN;
1	Y6MQ	all	2026-11-23 13:30:00+00	3
\.
COPY event FROM STDIN;
1	1	reported	1	2026-11-23 09:00:00+00	\N	1	\N	{}	\N	\N	a33458b5160e0358449f724fcbcf7f1d335c66276b9f5d228ab4ffc8e6286954
2	1	owned	1	2026-11-23 09:00:00+00	\N	1	\N	{}	\N	\N	7c1b20d0109e2b3ffd92f900638777ec708da7330e0707f38614bc4e39ffaba9
3	1	asked	1	2026-11-23 09:00:00+00	\N	2	Order another freezer	{"step": 1, "helper": 2, "introduction": "message"}	61fdc98641a7c6aed7e4d216864a723b	7e7e9afb9970877522119766372173feab51f86d33197af5125cd1a2d7315ca4	ba391ae29742268d010d40135cd19f66c89e14e7116232ee7ff6aa6e63ac34e6
4	1	nudged	\N	2026-11-23 09:00:00+00	\N	2	\N	{"people": [2]}	\N	\N	a650f353416037a5ef289571b7b33d5f65f23c069ae3f2e41d070c8bef614a1a
5	1	declined	2	2026-11-23 09:00:00+00	\N	3	Sven	{"step": 1, "helper": 2, "introduction": "message", "decline_reason": "busy"}	204de55f1c955a2742b780fbbfc55590	f82e3b5a49ab3f8baf1d357ec44ee26c571eb2b1bf79be49e9c4d63e7d4a1d12	0140388ddbbc661b53ec5da38a930885460e8debde1523d988352719fa85b70b
6	1	nudged	\N	2026-11-23 09:00:00+00	\N	3	\N	{"people": [1]}	\N	\N	2c54d3bf43474d26896860cd26844a595a75a14fb782c2f74f373123ee41330e
7	1	asked	1	2026-11-23 09:00:00+00	\N	4	Carry the ice cream to freezer 2	{"step": 2, "helper": 2, "introduction": "in_person"}	36a27892f0743ab754a79485bb287ea6	9915ec4dee53d4fa2c6433157f34e7a26a7e50a78a44269b8ee8ef7d8c870001	8aa3240160dc3c3322479ff7481dc7bdc00f0da58423dee5609d812072688d4a
8	1	nudged	\N	2026-11-23 09:00:00+00	\N	4	\N	{"people": [2]}	\N	\N	a385685b7228e8f3a6ceaa9916558d1021bc738e8aa163a148bd7bc6aa550a67
9	1	accepted	2	2026-11-23 09:00:00+00	\N	5	Carry the ice cream to freezer 2	{"step": 2, "helper": 2, "introduction": "in_person"}	63d2504c57e1f91d8cf0b06a38dca31e	0d97e57c936cba1c3f1115048979958e8bf4206203ec540f28cbff9afba78998	a3ec647eaac4c7323702e0b18bc47fde76ed88dc0ca5b57c5dd9788052e53e20
10	1	done	2	2026-11-23 09:00:00+00	\N	6	All but two boxes	{"step": 2, "helper": 2, "introduction": "in_person"}	7117ba5866c987e79dcdbe075f8ffc43	62545264ae4a33c08f957e7aa9cac5be38a7f4e93b493f4af3a30e302d30b9ea	00a35e23c44d03e03fcce9179a82060223b1919de2cfdc022b9173fdc8f03cd6
11	1	asked	1	2026-11-23 09:00:00+00	\N	7	Call the engineer	{"step": 3, "helper": 2, "introduction": "call"}	0acb70141999ebd0a8fde6ba34ebf47e	5ccd14f0b9d585fe6781f052ca26d71f5d5b46f51a7ee582563f6a64eeda82bd	ebf4a934ecd98ad1a991d897ba804dd23e55b6a7dae393c06c60148445aab70a
12	1	nudged	\N	2026-11-23 09:00:00+00	\N	7	\N	{"people": [2]}	\N	\N	2fe46351fc7dac65fc12e16e42b186df2cfe555508f0c7cfa11ff3a3f86a7977
13	1	customer_told	1	2026-11-23 09:00:00+00	\N	8	It is cold again tomorrow	{"when": "2026-11-23T10:00:00+00:00"}	b08a4acd414be3acdafe88f27139526b	c12b3b70a8aaa1278c46cc1e22879b645314834b5912beedaada8cbc7aba0f04	2752a1cc3b32c5d61a4edff6ba8af0c166e307dbff079cdf26d4aefb24adeabe
14	1	shared	1	2026-11-23 09:00:00+00	\N	8	\N	{}	\N	\N	47b1ed1489468a6397da68270e1f43ebf8fcadc9462dcbf67f940f58c7fede4e
15	1	change_asked	1	2026-11-23 09:00:00+00	\N	9	I am at the dentist	{"change": 1, "helper": 2, "reason": "absence", "silent": "recent"}	46ac44b43e4ccc472d4b8c9ca00345f9	358a3d1fc24f7e7b758f21f52d22b739d5ded827cd5751495f910ae7146135d0	1bfe8b62747674e1f26631dc5ccba210b886cdb79d4404f3bc84490a07b4a9a5
16	1	nudged	\N	2026-11-23 09:00:00+00	\N	9	\N	{"people": [2]}	\N	\N	67daa985a6146eb9c2850861f52530940bbe8c809b49b9554ee5637e6f36781a
17	1	withdrawn	\N	2026-11-23 09:00:00+00	\N	10	Call the engineer	{"step": 3, "helper": 2, "introduction": "call"}	cabac405088b3d9627e49ec20f5c91bc	c1e5df228e17892620858ca9d806f095ba99d5e57968f2d2d2b8a79d47977ca3	bb02da406b92411e0108035f1a4af91870f56f165c58241ed769c64528274f8e
18	1	changed	2	2026-11-23 09:00:00+00	\N	11	\N	{"change": 1, "helper": 2, "former_owner": 1}	\N	\N	359da7467292d37bb6b540136d0fbb2d75121502cfee20b056542859ae5d4365
19	1	authority_used	2	2026-11-23 09:20:00+00	\N	12	20 euros	{}	b89ef8f0e17616298878b7fa00e507d2	19e27aed5524d57360741abd694282cbec3beba6e583fae02fb57359f0be9248	eab49ddbc0d78ddb77bd6f4b6d74b7e897dbb7b5b87b7fd00bb157af9764302d
20	1	resolved	2	2026-11-23 09:20:00+00	\N	12	Repaired	{"retold_count": 2}	e7abe807b081d29881251fd6c229cc63	461f8a25c52667aea16baeda26e92b6d801ea0ab3f3c68a75da420eee0e31360	f5f33af15303899596d6a38be513bea5ffc9c8963ccf6a4048a4771b541d703c
21	1	reopened	3	2026-11-23 09:20:00+00	\N	13	It drips again	{}	6634a8d7f599209a979d34b09640ae22	cb032f683676bbaba2e0a69c85016327087f1858ef361d1124d9854edb999f5a	9792284472479d24b77e98a704e36c15caaccb07d3b33ca542d7a95c591ecc1e
22	2	reported	1	2026-11-23 09:20:00+00	\N	1	\N	{}	\N	\N	364a8734cbf6e3b7e27ff0d3c4064c08c28289e373c59292e3742881e248c1bf
23	2	owned	1	2026-11-23 09:20:00+00	\N	1	\N	{}	\N	\N	5db3b81c95ee08f92fedd35aa3506b8defbadd72da96b091f9b3d6303b3db476
24	3	reported	2	2026-11-23 09:20:00+00	\N	1	\N	{}	\N	\N	f191c375e24ed3c13437e35fa116bc5ef25682355aeea355a84cd49e284dedca
25	3	owned	2	2026-11-23 09:20:00+00	\N	1	\N	{}	\N	\N	02e38e1e160037d9f3c90dcad283457768cdd7b4016f3eea73c9893de60910bb
26	1	nudged	\N	2026-11-23 09:20:00+00	\N	13	\N	{"key": "issue:1:reopened:1:0:", "people": [2]}	\N	\N	7f6b6fb1f30114d5726fc96752bd92a40ef49561caabb934e65dc402f58fbe0c
27	1	nudged	\N	2026-11-23 13:10:00+00	\N	13	\N	{"key": "issue:1:promise:8:0:", "people": [2]}	\N	\N	4c29b19aa0eb1838f14e41b35d1d475edd7ba1e4febc148cfbbeac86056f1059
28	2	deferred	\N	2026-11-23 13:10:00+00	\N	1	\N	{"people": [1]}	\N	\N	37532a41a9d143284129f0cc9bd946d4cebb7c21524e539bb39bbae990565d70
29	3	nudged	\N	2026-11-23 13:10:00+00	\N	1	\N	{"key": "issue:3:promise:1:0:", "people": [2]}	\N	\N	cf640d90bec7167c5e053e21bb5b5a1c7171e720efc16957adfba8a4369e1efa
30	1	nudged	\N	2026-11-23 13:20:00+00	\N	13	\N	{"key": "issue:1:promise:8:2:", "people": [2]}	\N	\N	a460ea085a1aaba38e5284221c04111cc1944402f1f4233ac45818ffa35fa91b
31	2	nudged	\N	2026-11-23 13:20:00+00	\N	1	\N	{"key": "issue:2:promise:1:1:", "because": "in_place", "people": [4]}	\N	\N	62a381e8d11f8de94f37584d25de66c3330af088ab8b89bb6a465a86c951b321
32	3	nudged	\N	2026-11-23 13:20:00+00	\N	1	\N	{"key": "issue:3:promise:1:2:", "people": [2]}	\N	\N	13b8427e156a029e7e5ce23a56d140ec9370ebbaf607ceb80342f7babb9ca2ad
33	3	postponed	2	2026-11-23 13:30:00+00	\N	2	The bank answers on Monday	{"when": "2026-11-23T15:30:00+00:00"}	a32b84bda194491d317588ecc8e7026f	8e35ee041fad67ba45886f0c747b128961aa49f0264309a0e2c863ee8c48f512	52bb35613d46c0c48a477cb40786feb97f5e6fd1270caba02d64650a9ed672db
34	4	reported	1	2026-11-23 13:30:00+00	\N	1	\N	{}	\N	\N	431852c6258384b8a97485dacea84cd70c871a718fe56cafa6213e0f6996255f
35	4	owned	1	2026-11-23 13:30:00+00	\N	1	\N	{}	\N	\N	c13f2c3566f89070afa1749325947124cdd3dc46f61c91560adcbf6deac670f3
36	4	resolved	1	2026-11-23 13:30:00+00	\N	2	\N	{}	\N	5f2df4da640e353ce2a0de78ec5a2bdef2cbb6da3342e299af221f11107657dd	30fad9cca5438775a000b879c9eaa92e6ea586a94993cda0ab9581b7ee351ac9
37	4	erased	3	2026-11-23 13:30:00+00	\N	3	\N	{}	\N	\N	d35df757372bdc5967b39561f32111c6e966c96938b8d9b6f48824322c722ec1
\.
COPY guess FROM STDIN;
invite:unknown	1	2026-11-23 09:10:00+00
\.
COPY history_head FROM STDIN;
1	37	37	d35df757372bdc5967b39561f32111c6e966c96938b8d9b6f48824322c722ec1
\.
COPY installation FROM STDIN;
1	a-fingerprint	2026-11-23 13:30:00+00	0
\.
COPY invite FROM STDIN;
1	19a599a93779d60efda804802b02d73676b4ec343b3c70681400d5f6db3eab28	91ac6c45d5fcba61fafeb657c411142a091dca47f965363949f9ec5c223ea7b0	lead	1	\N	\N	4	2026-11-23 09:00:00+00	2026-11-26 09:00:00+00	\N	\N	\N	\N
\.
COPY issue FROM STDIN;
1	Y6T4	1	1	owned	today	Kühltruhe 4 taut ab — “Eis” läuft aus; l'été, Đorđe, مرحبا 🧊\n2 % left\\	Till 4	Carla	+49 30 5550177	2	2026-11-23 13:20:00+00	2026-11-23 09:20:00+00	\N	\N	2026-11-23 09:00:00+00	\N	2026-11-23 09:00:00+00	2026-11-23 09:20:00+00	\N	\N	13
2	T792	1	1	owned	today	Till 4 beeps	\N	\N	\N	1	2026-11-23 13:20:00+00	2026-11-23 09:20:00+00	\N	\N	2026-11-23 09:20:00+00	\N	2026-11-23 09:20:00+00	2026-11-23 09:20:00+00	\N	\N	1
3	K2M6	1	2	owned	today	Gift card was charged twice	\N	Tom	\N	2	2026-11-23 15:30:00+00	2026-11-23 13:30:00+00	\N	\N	2026-11-23 09:20:00+00	\N	2026-11-23 09:20:00+00	2026-11-23 13:30:00+00	\N	\N	2
4	Y6MQ	1	1	resolved	today		\N	\N	\N	1	\N	\N	\N	\N	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00	\N	3
\.
COPY manual_nudge FROM STDIN;
1	1	2	1	step:1	2026-11-23 09:00:00+00
2	2	1	1	walk:1	2026-11-23 09:00:00+00
3	1	2	1	step:2	2026-11-23 09:00:00+00
4	1	2	1	step:3	2026-11-23 09:00:00+00
\.
COPY organisation FROM STDIN;
1	Nordhaus
\.
COPY owner_change FROM STDIN;
1	1	1	2	absence	I am at the dentist	accepted	2026-11-23 09:00:00+00	2026-11-23 09:15:00+00	2026-11-23 09:00:00+00
\.
COPY person FROM STDIN;
2	1	Ben	Kastner	ben kastner benkastner	employee	2026-11-23 17:00:00+00	0	\N	\N	2026-11-23 09:00:00+00	\N
4	1	Ada	Winter	ada winter adawinter	admin	2026-11-23 17:00:00+00	0	\N	\N	2026-11-23 09:00:00+00	\N
5	2	Sven	Đorđić-O’Neill	sven dordiconeill svendordiconeill	employee	2026-11-23 17:00:00+00	0	\N	\N	2026-11-23 09:00:00+00	\N
1	1	Ana	Rothgeber	ana rothgeber anarothgeber	employee	\N	0	\N	\N	2026-11-23 09:00:00+00	\N
3	1	Leyla	Demir	leyla demir leylademir	lead	\N	0	\N	\N	2026-11-23 09:00:00+00	\N
\.
COPY photo FROM STDIN;
MYpP4hAdNAvJn0vPfgEumQ	1	1	\\xffd8ffe000104a46494600010100000100010000ffdb00430006040506050406060506070706080a100a0a09090a140e0f0c1017141818171416161a1d251f1a1b231c1616202c20232627292a29191f2d302d283025282928ffdb0043010707070a080a130a0a13281a161a2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828ffc00011080028003c03012200021101031101ffc40017000101010100000000000000000000000000040607ffc4001a1001000105000000000000000000000000000103053571b1ffc40017010101010100000000000000000000000008000506ffc4001c110100000701000000000000000000000000010204053572b106ffda000c03010002110311003f00e74038e244417cc557d47617a0be62abea3b0d8f3d94a6de5ec1937dc6d4693722c780550d800937e007a54882f98aafa8ec2f417cc557d4761b1e7b294dbcbd8326fb8da8d26e458f00aa1b00126fc00f4a9105f3155f51d806c79eca536f2f60c9bee36a349b9163c02a86c0049fffd9	\\xffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffdb0043010909090c0b0c180d0d1832211c213232323232323232323232323232323232323232323232323232323232323232323232323232323232323232323232323232ffc00011080028003c03012200021101031101ffc400160001010100000000000000000000000000000406ffc4001a1001000105000000000000000000000000000103053581b1ffc4001801000301010000000000000000000000000005080706ffc4001c11010001040300000000000000000000000002030572b1013435ffda000c03010002110311003f00c580e65b8892e78fabaec2b4973c7d5d760cecbe8d0ce3be0baefd0ad8cb4cd80a11860000d7809a142092e78fabaec2b4973c7d5d760cecbe8d0ce3be0baefd0ad8cb4cd80a11860000d7809a142092e78fabaec019d97d1a19c77c175dfa15b19699b014230c0001ffd9	2026-11-23 09:00:00+00
\.
COPY place FROM STDIN;
1	1	T4AAAA	Till 4	\N
\.
COPY policy FROM STDIN;
1	1	unowned	1	[{"after": 0, "whom": ["lead_on_shift"], "is_urgent": true, "every": 15, "at_most": null, "again": false, "person_id": null}]	2026-11-23 09:00:00+00	4
\.
COPY push_channel FROM STDIN;
1	4	email	ada@example.org	2026-11-23 09:00:00+00	\N	\N	\N
\.
COPY push_clock FROM STDIN;
1	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00
\.
COPY push_count FROM STDIN;
dead	gone	2
sent		7
\.
COPY push_delivery FROM STDIN;
1	1	2	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	Q8U8xsCnr8DI3wSAxLFZLzxf
2	2	1	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	JZNBWu-URJ9bdD4QULh2a-f_
3	3	2	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	w2Lw8kGUS3JAWucwT1NqtpQf
4	4	1	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	hg6oskx2TDYdhnIea-lGcTmT
5	5	1	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	o9PAg83nbGGuHUMid8sxbhow
6	6	2	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	kTUYF6PiPM_bq6yNcQLBqPvv
7	7	2	\N	\N	superseded	0	0	\N	\N	f	f	\N	2026-11-23 09:00:00+00	\N	\N	B-JDRvdd_e0J4RKH0rIhQH3i
8	8	1	\N	\N	accepted	0	0	\N	\N	f	f	2026-11-23 09:20:00+00	\N	2026-11-23 09:20:00+00	\N	5ZwAZP_JAGfvq7ODDeqIXBzr
9	9	2	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 09:20:00+00	\N	2026-11-23 09:20:00+00	\N	THmXkA1RU9UMPnKgt8qzNOJn
10	10	2	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 13:10:00+00	\N	2026-11-23 13:10:00+00	\N	JJpl-TWQ9ntq2QOEmlkdjlHU
11	11	2	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 13:10:00+00	\N	2026-11-23 13:10:00+00	\N	RCGL-XsMxtJSg6kANa9LiBFJ
12	12	2	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 13:20:00+00	\N	2026-11-23 13:20:00+00	\N	k4IYh3xuYKHWI6LIn7EH6e-y
13	13	4	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 13:20:00+00	\N	2026-11-23 13:20:00+00	\N	znpe58hU2vla8lat7ifHwo6V
14	14	2	\N	\N	accepted	0	0	\N	\N	t	f	2026-11-23 13:20:00+00	\N	2026-11-23 13:20:00+00	\N	ldauhY502zjEfgeSWKbU2v15
\.
COPY push_escalation FROM STDIN;
1	hours:4	hours	1	0	2026-11-23 21:00:00+00	2026-11-23 21:00:00+00	2026-11-23 21:00:00+00	\N	2026-11-23 09:00:00+00	0
3	step:1	helper	1	0	2026-11-23 09:15:00+00	\N	\N	\N	2026-11-23 09:00:00+00	-1
4	step:2	helper	1	0	2026-11-23 09:05:00+00	\N	\N	\N	2026-11-23 09:00:00+00	-1
6	change:1	next_owner	1	0	2026-11-23 09:15:00+00	\N	\N	\N	2026-11-23 09:00:00+00	-1
5	step:3	helper	1	0	2026-11-23 09:05:00+00	\N	\N	\N	2026-11-23 09:00:00+00	-1
7	issue:1	reopened	1	2	2026-11-23 09:20:00+00	\N	\N	2026-11-23 09:23:00+00	2026-11-23 09:20:00+00	-1
2	issue:1	promise	8	4	2026-11-23 13:20:00+00	2026-11-23 13:35:00+00	2026-11-23 13:35:00+00	2026-11-23 13:23:00+00	2026-11-23 09:20:00+00	-1
8	issue:2	promise	1	3	2026-11-23 13:20:00+00	2026-11-23 13:35:00+00	2026-11-23 13:35:00+00	2026-11-23 13:23:00+00	2026-11-23 09:20:00+00	-1
9	issue:3	promise	2	0	2026-11-23 15:30:00+00	2026-11-23 15:20:00+00	2026-11-23 15:20:00+00	\N	2026-11-23 13:30:00+00	-1
10	issue:4	promise	1	0	2026-11-23 17:30:00+00	\N	\N	\N	2026-11-23 13:30:00+00	-1
\.
COPY push_gone_subscription FROM STDIN;
0000000000000000000000000000000000000000000000000000000000000000	2026-11-23 13:30:00+00	gone
\.
COPY push_heartbeat FROM STDIN;
w1	2026-11-23 13:30:00+00	2026-11-23 13:30:00+00	9
\.
COPY push_message FROM STDIN;
1	step:1:a43b71f9-cee4-4928-96ee-7334207014da	2	step:1	{"title": "Ana asks for your help: Till 4, Y6T4", "body": "Tap to read what is needed, and say whether you can.", "path": "/steps/1", "tag": "step-1", "loud": true, "buttons": [{"name": "accept", "words": "I\\u2019m with you", "opens": "/steps/1", "act": "/steps/1/accept", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": null}, {"name": "decline", "words": "I can\\u2019t", "opens": "/steps/1#words-decline"}], "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
2	walk:1:aa91da60-8228-4ef6-bda4-7b3f9997d255	1	walk:1	{"title": "Till 4: Ben can\\u2019t help with Y6T4", "body": "Ben: can\\u2019t", "path": "/issues/Y6T4", "tag": "Y6T4-walk", "loud": true, "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
3	step:2:254ddd2c-3949-4611-bc3c-d80ee53cbc1b	2	step:2	{"title": "Ana asks for your help: Till 4, Y6T4", "body": "Ana is walking over to you with the customer.", "path": "/steps/2", "tag": "step-2", "loud": true, "buttons": [{"name": "accept", "words": "I\\u2019m with you", "opens": "/steps/2", "act": "/steps/2/accept", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": null}, {"name": "decline", "words": "I can\\u2019t", "opens": "/steps/2#words-decline"}], "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
4	walk:1:2cfaba7e-594f-45bf-9a9f-730352d0b05b	1	walk:1	{"title": "Ben is with you on Y6T4", "body": "Ben: can\\u2019t \\u00b7 Ben: with you since 10:00", "path": "/issues/Y6T4", "tag": "Y6T4-walk", "loud": true, "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
5	walk:1:6e5c93f0-ce59-4509-9c77-ec83572090f5	1	walk:1	{"title": "Ben has done their part of Y6T4", "body": "Ben: can\\u2019t \\u00b7 Ben: done 10:00", "path": "/issues/Y6T4", "tag": "Y6T4-walk", "loud": true, "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
6	step:3:afd4fb84-42d7-439e-91bf-15b24746b235	2	step:3	{"title": "Ana asks for your help: Till 4, Y6T4", "body": "Ana is calling you about it.", "path": "/steps/3", "tag": "step-3", "loud": true, "buttons": [{"name": "accept", "words": "I\\u2019m with you", "opens": "/steps/3", "act": "/steps/3/accept", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": null}, {"name": "decline", "words": "I can\\u2019t", "opens": "/steps/3#words-decline"}], "elsewhere": true}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
7	change:1:405b29d7-7dff-4009-98c7-c3e082900acf	2	change:1	{"title": "Ana asks you to take over Y6T4: Till 4", "body": "Until you say yes, Ana owns it.", "path": "/owner-changes/1", "tag": "change-1", "loud": false, "elsewhere": false}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
8	change:1:7ee332da-fee9-44ef-b281-bfecf90e8bad	1	change:1	{"title": "Ben owns Y6T4 now", "body": "You do not need to do anything.", "path": "/owner-changes/1", "tag": "Y6T4-walk", "loud": false, "elsewhere": false}	2026-11-23 10:00:00+00	2026-11-23 09:00:00+00	\N
9	issue:1:reopened:1:0:2	2	issue:1	{"title": "Till 4: Y6T4 is open again", "body": "It was not settled for the customer. You own this.", "path": "/issues/Y6T4", "tag": "Y6T4", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/Y6T4", "act": "/issues/Y6T4/on-it", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": 13}], "elsewhere": true}	2026-11-23 21:20:00+00	2026-11-23 09:20:00+00	\N
10	issue:1:promise:8:0:2	2	issue:1	{"title": "Till 4: Y6T4, tell the customer by 14:20", "body": "The customer is waiting to hear from you. You own this.", "path": "/issues/Y6T4", "tag": "Y6T4", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/Y6T4", "act": "/issues/Y6T4/on-it", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": 13}], "elsewhere": true}	2026-11-23 13:20:00+00	2026-11-23 13:10:00+00	\N
11	issue:3:promise:1:0:2	2	issue:3	{"title": "Store 12: K2M6, tell the customer by 14:20", "body": "The customer is waiting to hear from you. You own this.", "path": "/issues/K2M6", "tag": "K2M6", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/K2M6", "act": "/issues/K2M6/on-it", "about": "Store 12, K2M6", "ref": "K2M6", "seen": 1}], "elsewhere": true}	2026-11-23 13:20:00+00	2026-11-23 13:10:00+00	\N
12	issue:1:promise:8:2:2	2	issue:1	{"title": "Till 4: Y6T4 is late", "body": "The customer should have heard from you by 14:20.", "path": "/issues/Y6T4", "tag": "Y6T4", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/Y6T4", "act": "/issues/Y6T4/on-it", "about": "Till 4, Y6T4", "ref": "Y6T4", "seen": 13}], "elsewhere": true}	2026-11-23 13:35:00+00	2026-11-23 13:20:00+00	\N
13	issue:2:promise:1:1:4	4	issue:2	{"title": "Store 12: T792 is late, Ana owns it", "body": "The customer should have heard more by 14:20. Please help.", "path": "/issues/T792", "tag": "T792", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/T792", "act": "/issues/T792/on-it", "about": "Store 12, T792", "ref": "T792", "seen": 1}], "elsewhere": true}	2026-11-23 13:35:00+00	2026-11-23 13:20:00+00	\N
14	issue:3:promise:1:2:2	2	issue:3	{"title": "Store 12: K2M6 is late", "body": "The customer should have heard from you by 14:20.", "path": "/issues/K2M6", "tag": "K2M6", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/K2M6", "act": "/issues/K2M6/on-it", "about": "Store 12, K2M6", "ref": "K2M6", "seen": 1}], "elsewhere": true}	2026-11-23 13:35:00+00	2026-11-23 13:20:00+00	\N
\.
COPY push_origin FROM STDIN;
https://push.example.org	2	\N	\N	It is down
\.
COPY push_subscription FROM STDIN;
2	2	2	https://updates.push.services.mozilla.com/wpush/v2/colleague1	aec9be0386f456c6a242e8f6662f3826a7ed0cec3e7e775bb3cc8df40cfb79b4	https://updates.push.services.mozilla.com	BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM	AAAAAAAAAAAAAAAAAAAAAA	f87cb05159829f63	2026-11-23 09:00:00+00	\N	\N	0	\N	\N	\N	\N	\N
3	3	3	https://updates.push.services.mozilla.com/wpush/v2/lead1	5e18c2d87ab3c600f74fa973d87f4f363c6a2db22ce363e1c3799d4fd086aa70	https://updates.push.services.mozilla.com	BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM	AAAAAAAAAAAAAAAAAAAAAA	f87cb05159829f63	2026-11-23 09:00:00+00	\N	\N	0	\N	\N	\N	\N	\N
4	4	4	https://updates.push.services.mozilla.com/wpush/v2/admin1	33262d5a87fa7662c24662e6b56da79c4b0f7c86291a38de6bac10ad0c83cbcd	https://updates.push.services.mozilla.com	BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM	AAAAAAAAAAAAAAAAAAAAAA	f87cb05159829f63	2026-11-23 09:00:00+00	\N	\N	0	\N	\N	\N	\N	\N
5	5	5	https://updates.push.services.mozilla.com/wpush/v2/stranger1	8abb80290bab0d16107c48d223adb4f1998693123de1d54b978829fe4781b310	https://updates.push.services.mozilla.com	BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM	AAAAAAAAAAAAAAAAAAAAAA	f87cb05159829f63	2026-11-23 09:00:00+00	\N	\N	0	\N	\N	\N	\N	\N
1	1	1	https://updates.push.services.mozilla.com/wpush/v2/owner1	99501cd30a9d891a41518424f2098dd13f7549b55e0ecdd2e864f97bce2a2321	https://updates.push.services.mozilla.com	BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM	AAAAAAAAAAAAAAAAAAAAAA	f87cb05159829f63	2026-11-23 09:00:00+00	\N	\N	0	\N	\N	2026-11-23 13:30:00+00	status 403	\N
\.
COPY similar_step FROM STDIN;
2	'2':7 'carri':1 'cream':4 'freezer':6 'ice':3	'2':12 '4':2 'ab':4 'aus':7 'ei':5 'ete':9 'kuhltruh':1 'l':8 'lauft':6 'left':13 'taut':3 'đorđ':10 'مرحبا':11
\.
COPY site FROM STDIN;
1	Store 12	Europe/Berlin	+49 30 1234	\N	f	5	15	3	2026-11-23 09:00:00+00
2	Store 7	Europe/Berlin	\N	\N	f	5	15	3	2026-11-23 09:00:00+00
\.
COPY skill FROM STDIN;
4	tills
4	élevage
\.
COPY status_link FROM STDIN;
1	1	A41ntOj68lhF3uTqcEoSEg	f0cb28ddaa22a0ff04ad7dd7622783410341a677b49f80bbdfb7532f2cab6bd7	1	2026-11-23 09:00:00+00	\N	\N
\.
COPY step FROM STDIN;
1	1	1	2	Order another freezer	message	declined	2026-11-23 09:00:00+00	2026-11-23 09:15:00+00	\N	2026-11-23 09:00:00+00	busy	Sven
2	1	1	2	Carry the ice cream to freezer 2	in_person	done	2026-11-23 09:00:00+00	2026-11-23 09:05:00+00	2026-11-23 09:00:00+00	2026-11-23 09:00:00+00	\N	\N
3	1	1	2	Call the engineer	call	withdrawn	2026-11-23 09:00:00+00	2026-11-23 09:05:00+00	\N	2026-11-23 09:00:00+00	\N	\N
\.
COPY weekly_hours FROM STDIN;
4	0	1320	360
\.
COPY write_probe FROM STDIN;
1	2026-11-23 13:30:00+00
\.
SELECT setval('push_subscription_id_seq', 5);
SELECT setval('push_channel_id_seq', 1);
SELECT setval('push_message_id_seq', 14);
SELECT setval('push_delivery_id_seq', 14);
SELECT setval('push_escalation_id_seq', 10);
SELECT setval('site_id_seq', 2);
SELECT setval('place_id_seq', 1);
SELECT setval('person_id_seq', 5);
SELECT setval('device_id_seq', 5);
SELECT setval('invite_id_seq', 1);
SELECT setval('policy_id_seq', 1);
SELECT setval('issue_id_seq', 4);
SELECT setval('event_id_seq', 37);
SELECT setval('status_link_id_seq', 1);
SELECT setval('step_id_seq', 3);
SELECT setval('owner_change_id_seq', 1);
SELECT setval('manual_nudge_id_seq', 4);
SELECT setval('erasure_id_seq', 1);
